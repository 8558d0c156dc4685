package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Redaction;
import java.util.regex.Pattern;

/** What of params may be written down where others read it. */
final class TrackedText {

    private static final Pattern SECRET_KEY =
            Pattern.compile("(?i).*(password|passwd|secret|token|credential|access[._-]?key|api[._-]?key).*");

    private TrackedText() {}

    /** The value of a param; without passwords, as which its key or an address in it show a part of it. */
    static String of(String key, String value) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        return SECRET_KEY.matcher(name).matches() && !value.startsWith("${env:") ? "(hidden)" : Redaction.of(value);
    }
}
