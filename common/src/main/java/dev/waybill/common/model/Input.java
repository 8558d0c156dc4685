package dev.waybill.common.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One input of a model and how its value becomes a number.
 *
 * @param categories of a categorical input: all that training saw
 * @param codes the number that each of them stands for; none for a model of an older Waybill, whose categories stand for
 *     their places in the list
 * @param unseen the number that any other category stands for; null if it counts as missing
 */
public record Input(
        String name,
        boolean categorical,
        List<String> categories,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Float> codes,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Float unseen)
        implements Serializable {

    public static Input numeric(String name) {
        return new Input(name, false, List.of(), List.of(), null);
    }

    /** Categories that stand for their places in the list. */
    public static Input categorical(String name, List<String> categories) {
        return new Input(name, true, List.copyOf(categories), List.of(), null);
    }

    /** Categories that stand for codes, and a code for all others. */
    public static Input categorical(String name, List<String> categories, List<Float> codes, float unseen) {
        return new Input(name, true, List.copyOf(categories), List.copyOf(codes), unseen);
    }

    @JsonCreator
    static Input read(
            @JsonProperty("name") String name,
            @JsonProperty("categorical") boolean categorical,
            @JsonProperty("categories") List<String> categories,
            @JsonProperty("codes") Optional<List<Float>> codes,
            @JsonProperty("unseen") Optional<Float> unseen) {
        return new Input(name, categorical, categories, codes.orElse(List.of()), unseen.orElse(null));
    }

    /** By category of training, the number that it stands for. */
    Map<String, Float> numbers() {
        Map<String, Float> numbers = new HashMap<>();
        for (int i = 0; i < categories.size(); i++) {
            numbers.put(categories.get(i), codes.isEmpty() ? (Float) (float) i : codes.get(i));
        }
        return numbers;
    }

    /** What a category that training never saw stands for; NaN if it counts as missing. */
    float unseenNumber() {
        return unseen == null ? Float.NaN : unseen;
    }
}
