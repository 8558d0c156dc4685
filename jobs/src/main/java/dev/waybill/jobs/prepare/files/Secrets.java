package dev.waybill.jobs.prepare.files;

import dev.waybill.common.params.EnvironmentReferences;
import dev.waybill.common.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What params must not hold themselves, such as the password of a database: an option says {@code ${env:DB_PASSWORD}},
 * and only who reads the source learns the value.
 *
 * @param environment the variables by name
 */
public record Secrets(Map<String, String> environment) {

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
        options.forEach((name, value) ->
                resolved.put(name, EnvironmentReferences.resolve(value, variable -> value(name, variable))));
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
        options.values().forEach(value -> names.addAll(EnvironmentReferences.names(value)));
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
