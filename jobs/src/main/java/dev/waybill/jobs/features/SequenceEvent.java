package dev.waybill.jobs.features;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sequence looks at of a row.
 *
 * @param place where it stands in the order of its key
 * @param since the time that hours are counted from, in microseconds
 * @param values of the columns that features take over
 * @param compared as text, of {@link Lookback#compared}
 */
record SequenceEvent(int place, @Nullable Long since, List<@Nullable Object> values, List<@Nullable String> compared) {}
