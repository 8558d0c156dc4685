package dev.waybill.pipelines.dvc;

import java.util.List;

/**
 * What a stage runs.
 *
 * @param lines one or more, run one after the other through a shell
 * @param listed whether they are written as a list, which DVC tells from a single text
 */
public record Cmd(List<String> lines, boolean listed) {

    public static Cmd of(String line) {
        return new Cmd(List.of(line), false);
    }

    /** All of it in one line. */
    public String text() {
        return String.join(" && ", lines);
    }
}
