package dev.waybill.common.model;

import java.io.Serializable;

/**
 * From which probability on a row counts as a yes.
 *
 * @param threshold itself included
 * @param basis where it comes from, in words
 */
public record Decision(double threshold, String basis) implements Serializable {

    /** What counts where nothing else is said. */
    public static final Decision HALF = new Decision(0.5, "the likelier of both");
}
