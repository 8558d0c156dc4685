package dev.waybill.common.stats;

/** From where to where a quantity may well lie, in its own unit. */
public record Interval(double lower, double upper) {}
