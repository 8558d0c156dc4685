package dev.waybill.common.section;

/** When the value of a column becomes known, in the order in which a trip goes by. */
public enum KnownAt {
    /** When the prediction is asked for: the only columns that a feature may use directly. */
    request,
    /** When somebody sets out. */
    dispatch,
    /** When it is over. */
    finish
}
