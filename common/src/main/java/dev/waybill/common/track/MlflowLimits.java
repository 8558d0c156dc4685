package dev.waybill.common.track;

import dev.waybill.common.refusal.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What MLflow takes as keys, names and values: kept to here too, so that a run can be logged to any store. */
public final class MlflowLimits {

    public static final int PARAM_CHARACTERS = 6_000;
    public static final int TAG_CHARACTERS = 8_000;
    private static final int VERSION_TAG_CHARACTERS = 5_000;
    /** Of the description of a version. */
    public static final int DESCRIPTION_CHARACTERS = 5_000;

    private static final int KEY_CHARACTERS = 250;

    private static final Pattern KEY = Pattern.compile("[/\\w.\\- :]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern ALIAS = Pattern.compile("[\\w-]{1,255}");
    private static final Pattern VERSION_ALIAS = Pattern.compile("v\\d+");
    private static final List<String> PATH_STEPS = List.of("", ".", "..");

    private MlflowLimits() {}

    /** A key of a metric, param or tag; its slashes must make a plain relative path. */
    public static void requireKey(String key) {
        boolean plainPath = Arrays.stream(key.split("/", -1)).noneMatch(PATH_STEPS::contains);
        if (!plainPath || !KEY.matcher(key).matches() || length(key) > KEY_CHARACTERS) {
            throw Refusal.mistake(
                    "tracking.key",
                    "Cannot log '" + key + "': MLflow takes keys of at most " + KEY_CHARACTERS
                            + " letters, digits and _ - . : /, and spaces, that read as a relative path.",
                    "Rename it.");
        }
    }

    public static void requireModelName(String name) {
        if (name.isBlank() || name.contains("/") || name.contains(":")) {
            throw Refusal.mistake(
                    "tracking.model-name",
                    "Cannot register a model named '" + name + "': MLflow takes no empty name, and no '/' or ':'.",
                    "Rename it.");
        }
    }

    public static void requireAlias(String alias) {
        String lowerCase = alias.toLowerCase(Locale.ROOT);
        boolean reserved =
                lowerCase.equals("latest") || VERSION_ALIAS.matcher(lowerCase).matches();
        if (reserved || !ALIAS.matcher(alias).matches()) {
            throw Refusal.mistake(
                    "tracking.alias",
                    "Cannot use '" + alias + "' as an alias: MLflow takes letters, digits, _ and -, and keeps 'latest' "
                            + "and 'v1', 'v2', .. for itself.",
                    "Choose another.");
        }
    }

    /** Tags of runs are cut, those of versions refused: so does MLflow. */
    public static void requireVersionTag(String key, String value) {
        requireKey(key);
        if (length(value) > VERSION_TAG_CHARACTERS) {
            throw Refusal.mistake(
                    "tracking.version-tag",
                    "Cannot tag a model version with '" + key + "': its value has " + length(value)
                            + " characters, MLflow takes " + VERSION_TAG_CHARACTERS + ".",
                    "Shorten it, or tag the run.");
        }
    }

    /** A param keeps the value that it was first logged with. */
    public static void requireSameParam(String runId, String key, String logged, String value) {
        if (!logged.equals(value)) {
            throw new IllegalStateException("Cannot change param '" + key + "' of run " + runId + " from '" + logged
                    + "' to '" + value + "': a param is logged once. Log it under another key, or in another run.");
        }
    }

    public static void requireVersionDescription(String text) {
        if (length(text) > DESCRIPTION_CHARACTERS) {
            throw Refusal.mistake(
                    "tracking.version-description",
                    "Cannot describe a model version in " + length(text) + " characters: MLflow takes "
                            + DESCRIPTION_CHARACTERS + ".",
                    "Shorten it.");
        }
    }

    /** MLflow keeps no infinite metrics: the largest finite one in its place. */
    public static double finite(double value) {
        return Double.isNaN(value) ? value : Math.max(-Double.MAX_VALUE, Math.min(value, Double.MAX_VALUE));
    }

    /** The beginning of a value that is too long. */
    public static String cut(String value, int characters) {
        return length(value) <= characters ? value : value.substring(0, value.offsetByCodePoints(0, characters));
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
