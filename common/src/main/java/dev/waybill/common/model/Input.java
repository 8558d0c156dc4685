package dev.waybill.common.model;

import java.io.Serializable;
import java.util.List;

/**
 * One input of a model and how its value becomes a number.
 *
 * @param categories of a categorical input, each standing for its place in this list; a value that is not among them
 *     counts as missing
 */
public record Input(String name, boolean categorical, List<String> categories) implements Serializable {

    public static Input numeric(String name) {
        return new Input(name, false, List.of());
    }

    public static Input categorical(String name, List<String> categories) {
        return new Input(name, true, List.copyOf(categories));
    }
}
