package dev.waybill.common.refusal;

import java.util.regex.Pattern;

/**
 * Texts that others read, without what is secret in them: the {@code user:password@} of addresses, and the values of keys
 * that say so, as in {@code fs.s3a.secret.key=(hidden)}. {@code ${env:NAME}} tells nothing and stays.
 */
public final class Redaction {

    private static final String HIDDEN = "(hidden)";

    /**
     * What a key calls a secret; the address of a webhook is one as a whole. A file of credentials, or the class that
     * provides them, is none.
     */
    private static final String SECRET =
            "(?:password|passwd|pwd|secret|token|credential|webhook|(?:access|account|api|secret)[._-]?key)s?+"
                    + "(?![._-]?(?:file|path|provider|type))";

    /** Its last part says so, or it ends as in {@code fs.azure.account.key.shop.example.com}. */
    private static final Pattern SECRET_KEY = Pattern.compile(
            "(?:.*\\.)?[^.]*" + SECRET + "[^.]*|.*\\b(?:access|account|api|secret)\\.key(?:\\..*)?",
            Pattern.CASE_INSENSITIVE);

    /** In whose password somebody left a slash, rather than a host and its port. */
    private static final String WITH_SLASH = "[^/\\s'\"@:]*:(?!\\d+/)[^\\s'\"@]+@";

    /** The part before the @ of an Azure address is no user but a container. */
    private static final Pattern USER_AND_PASSWORD = Pattern.compile(
            "(?<=://)(?:[^/\\s'\"]*:[^/\\s'\"]*@|" + WITH_SLASH + "|(?<!\\b(?:abfss?|wasbs?)://)[^/\\s'\"]*@)");

    private static final Pattern PASSWORD = Pattern.compile("://(?:[^/\\s'\"@:]*:[^/\\s'\"]+@|" + WITH_SLASH + ")");

    /** A value in quotes, or up to what parts it from the next; within a line of JSON it ends where its escapes allow. */
    private static final Pattern SECRET_VALUE = Pattern.compile(
            "((?:" + SECRET + "[\\w.-]*|[?&]sig)=)(?!\\$\\{env:|\\(hidden\\))"
                    + "(?:\\\\?\"[^\"]*\"|'[^']*'|(?:[^&;\\s'\"\\\\]|\\\\\\\\|\\\\(?![\\\\nrt\"'u]))+)",
            Pattern.CASE_INSENSITIVE);

    /** The same as an entry of a mapping, as YAML and JSON write it. */
    private static final Pattern SECRET_ENTRY = Pattern.compile(
            "([{,]\\s*(?:\\\\?[\"'])?[\\w.-]*" + SECRET + "[\\w.-]*(?:\\\\?[\"'])?:\\s*)(?!\\$\\{env:|\\(hidden\\))"
                    + "(?:\\\\?\"[^\"]*\"|'[^']*'|[^,}\\s'\"\\\\]+)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:\\w+}");

    private Redaction() {}

    public static String of(String text) {
        String addressed = USER_AND_PASSWORD.matcher(text).replaceAll("");
        String assigned = SECRET_VALUE.matcher(addressed).replaceAll("$1" + HIDDEN);
        return SECRET_ENTRY.matcher(assigned).replaceAll("$1" + HIDDEN);
    }

    /** The value of a key. */
    public static String of(String key, String value) {
        return SECRET_KEY.matcher(key).matches() && !value.startsWith("${env:") ? HIDDEN : of(value);
    }

    /** Whether an address has a password in it, rather than the name of a variable that has it. */
    public static boolean isDue(String address) {
        return PASSWORD.matcher(REFERENCE.matcher(address).replaceAll("")).find();
    }

    /** Likewise, whether the value of a key is or has a secret. */
    public static boolean isDue(String key, String value) {
        String own = REFERENCE.matcher(value).replaceAll("");
        return isDue(value)
                || SECRET_VALUE.matcher(own).find()
                || (!own.isEmpty() && SECRET_KEY.matcher(key).matches());
    }
}
