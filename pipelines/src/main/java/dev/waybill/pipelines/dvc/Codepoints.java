package dev.waybill.pipelines.dvc;

import java.util.Arrays;
import java.util.Comparator;

/** Python's order of texts: by code point, where Java's goes by UTF-16 unit. */
final class Codepoints {

    static final Comparator<String> ORDER = Codepoints::compare;

    private Codepoints() {}

    private static int compare(String one, String other) {
        int[] a = one.codePoints().toArray();
        int[] b = other.codePoints().toArray();
        return Arrays.compare(a, b);
    }
}
