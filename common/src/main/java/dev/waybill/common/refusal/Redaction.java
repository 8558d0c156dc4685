package dev.waybill.common.refusal;

import java.util.regex.Pattern;

/** Texts that people read, without the {@code user:password@} of the addresses in them. */
public final class Redaction {

    private static final Pattern USER_AND_PASSWORD = Pattern.compile("(?<=://)[^/\\s'\"]*@");

    private Redaction() {}

    public static String of(String text) {
        return USER_AND_PASSWORD.matcher(text).replaceAll("");
    }
}
