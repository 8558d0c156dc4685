package dev.waybill.common.section;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;

/** What a rule that parts rows asks of those that have a label; nothing is read that is not asked for. */
public interface LabelledRows {

    /** On which there are some, more than strays. */
    SortedSet<LocalDate> dates();

    /**
     * The values that rows have at some places in the order of a column, the lowest first.
     *
     * @param column of numbers
     * @param places as shares of all rows, 0 to 1; at 1 there is no row, and so no value
     * @throws dev.waybill.common.refusal.Refusal if the column is not of numbers
     */
    List<BigDecimal> values(String column, List<Double> places);

    /**
     * Refuses a column of anything else than numbers.
     *
     * @throws dev.waybill.common.refusal.Refusal if it is one
     */
    void requireNumber(String column);
}
