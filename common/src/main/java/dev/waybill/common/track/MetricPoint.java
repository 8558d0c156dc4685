package dev.waybill.common.track;

import java.time.Instant;

/** A value of a metric, and the step of the run that it was logged for. */
public record MetricPoint(long step, double value, Instant loggedAt) {}
