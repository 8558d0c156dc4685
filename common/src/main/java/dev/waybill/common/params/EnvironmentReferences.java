package dev.waybill.common.params;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What params must not hold themselves, such as a password: <code>${env:NAME}</code> stands for an environment variable. */
public final class EnvironmentReferences {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

    private EnvironmentReferences() {}

    /**
     * A text with values in place of the names.
     *
     * @param value of a variable by its name
     */
    public static String resolve(String text, UnaryOperator<String> value) {
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value.apply(found.group(1))));
    }

    /** The variables that a text names. */
    public static List<String> names(String text) {
        return REFERENCE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** Whether a text is one such reference and nothing else. */
    public static boolean isOne(String text) {
        return REFERENCE.matcher(text).matches();
    }
}
