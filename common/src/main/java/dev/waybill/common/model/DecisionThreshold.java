package dev.waybill.common.model;

import java.io.Serializable;

/**
 * From which probability on a row counts as a yes.
 *
 * @param threshold itself included
 * @param basis where it comes from, in words
 */
public record DecisionThreshold(double threshold, String basis) implements Serializable {

    /** What counts where nothing else is said. */
    public static final DecisionThreshold HALF = new DecisionThreshold(0.5, "the likelier of both");
}
