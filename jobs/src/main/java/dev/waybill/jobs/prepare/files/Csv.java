package dev.waybill.jobs.prepare.files;

import java.util.Map;
import java.util.TreeMap;

/** CSV as most programs write it. */
public final class Csv {

    private static final String QUOTE = "\"";

    private Csv() {}

    /**
     * Options of Spark's reader with what they leave open: inside quotes, a quote is written twice (RFC 4180, section
     * 2, rule 7), where Spark on its own would look for a backslash.
     */
    public static Map<String, String> options(Map<String, String> given) {
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(given);
        String quote = options.getOrDefault("quote", QUOTE);
        if (!quote.isEmpty()) { // without quotes there is nothing to escape
            options.putIfAbsent("escape", quote);
        }
        // Spark's own comparison of headers fails at names that are empty or repeated: see CsvHeaders.
        options.put("enforceSchema", "true");
        return options;
    }
}
