package dev.waybill.common.track;

/** Placeholder for compilation of the skeleton. */
public final class Tracking {}
