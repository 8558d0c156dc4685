package dev.waybill.common.section;

import dev.waybill.common.refusal.Redaction;
import dev.waybill.common.refusal.Suggestion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What must hold of the places that a source reads, told from params alone. */
public final class InputsOfSource {

    private static final String JDBC = "jdbc";

    private static final Set<String> FORMATS = Set.of("csv", "json", "parquet", "orc", "text", "delta", JDBC);

    /** By lower-case name, options of Spark's readers that would lose rows without a word, or that we set ourselves. */
    private static final Map<String, String> TAKEN = Map.of(
            "mode", "every line is kept, and what cannot be read is for checks.unreadable to judge",
            "enforceschema", "where files have a header, no row is read by position",
            "columnnameofcorruptrecord", "the text of unreadable lines goes to quarantine",
            "ignorecorruptfiles", "a broken file would be left out without a word",
            "ignoremissingfiles", "a missing file would be left out without a word");

    private InputsOfSource() {}

    /** @throws IllegalArgumentException naming what is too much or missing */
    static void require(
            String format,
            Optional<String> path,
            List<Source.Input> inputs,
            Map<String, String> options,
            Set<String> columns) {
        requireFormat(format);
        requireOptions("options", options);
        requirePath("path", path);
        if (inputs.isEmpty()) {
            requirePlace("", format, path, options.keySet());
        } else if (path.isPresent()) {
            throw new IllegalArgumentException("has both 'path' and 'inputs'; make the path one of the inputs");
        }
        for (int i = 0; i < inputs.size(); i++) {
            require("inputs[" + i + "]", inputs.get(i), format, options.keySet(), columns);
        }
    }

    private static void require(
            String where, Source.Input input, String format, Set<String> shared, Set<String> columns) {
        input.format().ifPresent(InputsOfSource::requireFormat);
        requireOptions(where + ".options", input.options());
        requirePath(where + ".path", input.path());
        Set<String> options = new TreeSet<>(shared);
        options.addAll(input.options().keySet());
        requirePlace(" in " + where, input.format().orElse(format), input.path(), options);
        input.columns().forEach((name, expr) -> {
            if (!columns.contains(name)) {
                throw new IllegalArgumentException("has '%s' in %s.columns, which is not among its columns. %s"
                        .formatted(name, where, Suggestion.sentence(name, columns)));
            }
            SqlExpressions.repeatableColumns(expr);
        });
    }

    private static void requirePlace(String where, String format, Optional<String> path, Set<String> options) {
        if (!format.equals(JDBC)) {
            if (path.isEmpty()) {
                throw new IllegalArgumentException(
                        "needs a 'path'%s: the file, folder or glob to read".formatted(where));
            }
        } else if (path.isPresent()) {
            throw new IllegalArgumentException(
                    "has a 'path'%s, but format jdbc reads options.url and options.dbtable".formatted(where));
        } else if (!hasOption(options, "url") || !(hasOption(options, "dbtable") || hasOption(options, "query"))) {
            throw new IllegalArgumentException(
                    "needs options.url, and options.dbtable or options.query,%s for format jdbc".formatted(where));
        }
    }

    /** Spark takes a format in any case; what we do for one goes by its name. */
    public static void requireFormat(String format) {
        String lower = format.toLowerCase(Locale.ROOT);
        if (FORMATS.contains(lower) && !FORMATS.contains(format)) {
            throw new IllegalArgumentException("has format '%s'; write '%s'".formatted(format, lower));
        }
    }

    private static boolean hasOption(Set<String> options, String name) {
        return options.stream().anyMatch(name::equalsIgnoreCase);
    }

    /**
     * Refuses options that params may not set, and secrets that stand in them: dvc.lock would have them too.
     *
     * @throws IllegalArgumentException naming the option
     */
    public static void requireOptions(String where, Map<String, String> options) {
        options.forEach((option, value) -> {
            String why = TAKEN.get(option.toLowerCase(Locale.ROOT));
            if (why != null) {
                throw new IllegalArgumentException("has %s.%s, which cannot be set: %s".formatted(where, option, why));
            } else if (Redaction.isDue(option, value)) {
                throw new IllegalArgumentException(
                        "has a secret in %s.%s; write ${env:NAME} for it and set that variable where Waybill runs"
                                .formatted(where, option));
            }
        });
    }

    /**
     * Refuses a path with a password in it, which rows would have too.
     *
     * @throws IllegalArgumentException naming where
     */
    public static void requirePath(String where, Optional<String> path) {
        if (path.filter(Redaction::isDue).isPresent()) {
            throw new IllegalArgumentException(
                    "has a secret in %s; give it to Spark where Waybill runs, outside of the params".formatted(where));
        }
    }
}
