package dev.waybill.jobs.prepare.files;

import dev.waybill.common.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What params must not hold themselves, such as the password of a database: an option says {@code ${env:DB_PASSWORD}},
 * and only who reads the source learns the value.
 *
 * @param environment the variables by name
 */
public record Secrets(Map<String, String> environment) {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

    /** Of this process. */
    public static Secrets ofProcess() {
        return new Secrets(System.getenv());
    }

    /**
     * The options with the values of the variables that they name.
     *
     * @throws Refusal naming an option whose variable is not set
     */
    public Map<String, String> resolve(Map<String, String> options) {
        Map<String, String> resolved = new LinkedHashMap<>();
        options.forEach((name, value) -> resolved.put(
                name,
                REFERENCE.matcher(value).replaceAll(found -> Matcher.quoteReplacement(value(name, found.group(1))))));
        return resolved;
    }

    /** A text in which the values that these options take from the environment are hidden behind their names. */
    public String hide(String text, Map<String, String> options) {
        String hidden = text;
        for (String variable : variables(options)) {
            String value = environment.getOrDefault(variable, "");
            hidden = value.isEmpty() ? hidden : hidden.replace(value, "${env:" + variable + "}");
        }
        return hidden;
    }

    private static Iterable<String> variables(Map<String, String> options) {
        TreeSet<String> names = new TreeSet<>();
        options.values()
                .forEach(value -> REFERENCE.matcher(value).results().forEach(found -> names.add(found.group(1))));
        return names;
    }

    private String value(String option, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .orElseThrow(() -> Refusal.mistake(
                        "source.missing-secret",
                        "Cannot read the source: source.options.%s needs the environment variable %s, which is not set."
                                .formatted(option, variable),
                        "Set it where Waybill runs."));
    }
}
