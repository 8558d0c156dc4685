package dev.waybill.common.section;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;

/** Rows of which only the dates are known. */
record DatedRows(SortedSet<LocalDate> dates) implements LabelledRows {

    @Override
    public List<BigDecimal> values(String column, List<Double> places) {
        throw new IllegalStateException("asked for the values of " + column);
    }

    @Override
    public void requireNumber(String column) {
        throw new IllegalStateException("asked for the type of " + column);
    }
}
