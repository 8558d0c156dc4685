package dev.waybill.common.section;

/** Whose prediction a unit of an experiment gets. */
public enum Variant {
    champion,
    challenger
}
