package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import java.time.LocalDate;

/**
 * Intervals calibrated anew for a model that is in use.
 *
 * @param name by which scored rows name it
 * @param validFrom the first event date that it is for: it knows no label of that date or of a later one
 */
public record Recalibration(String name, LocalDate validFrom, Intervals intervals) {}
