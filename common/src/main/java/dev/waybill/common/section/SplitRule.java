package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;

/**
 * How params part the rows: by ranges of dates as they are written, by lengths of time counted back from the last date
 * ({@code by: age}), by shares of the dates that there are ({@code by: date}), or by shares of all keys ({@code by: key}).
 */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = SplitRule.BY,
        defaultImpl = SplitByDate.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = SplitByAge.class, name = "age"),
    @JsonSubTypes.Type(value = SharesOfDates.class, name = "date"),
    @JsonSubTypes.Type(value = SplitByKey.class, name = "key")
})
public sealed interface SplitRule permits Split, SharesOfDates, SplitByAge {

    /** The key of params that tells the kinds apart. */
    String BY = "by";

    /**
     * The split that the rule comes to.
     *
     * @param dates on which there are labelled rows, more than strays; asked for only by rules that need them
     */
    Split on(Source source, Supplier<SortedSet<LocalDate>> dates);

    /** The splits to choose from by training on each: they differ in the training rows alone. */
    default List<Split> candidates(Source source, Supplier<SortedSet<LocalDate>> dates) {
        return List.of(on(source, dates));
    }

    /** What counts where params say nothing: shares of the dates, or of the keys where rows have no date. */
    static SplitRule orDefault(Optional<SplitRule> rule, Source source) {
        return rule.orElse(source.isDated() ? SharesOfDates.USUAL : SplitByKey.USUAL);
    }

    /**
     * Refuses a rule that does not fit the rows.
     *
     * @throws IllegalArgumentException that begins with the path in params
     */
    static void require(Optional<SplitRule> rule, Source source) {
        if (orDefault(rule, source) instanceof SplitByKey byKey) {
            byKey.requireOf(source);
        } else if (!source.isDated()) {
            throw new IllegalArgumentException(
                    "split goes by dates, but rows have none, since there is no source.event-time; write {by: key}");
        }
    }
}
