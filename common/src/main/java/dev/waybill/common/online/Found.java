package dev.waybill.common.online;

import org.jspecify.annotations.Nullable;

/**
 * What is found of a key.
 *
 * @param answers null where none are known
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Found(Kind kind, @Nullable Double @Nullable [] answers) {

    /** What became of looking. */
    public enum Kind {
        /** It is there. */
        hit,
        /** It is not: nothing is known of the key. */
        miss,
        /** What is there is of a later day than the row, or too old to be told. */
        stale,
        /** What is there is not what was published. */
        corrupt,
        /** The store does not answer. */
        unavailable
    }

    /** Of a key of which nothing is known. */
    public static Found none(Kind kind) {
        return new Found(kind, null);
    }
}
