package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/**
 * How params part the rows: by ranges of dates as they are written, by lengths of time counted back from the last date
 * ({@code by: age}), by shares of the dates that there are ({@code by: date}), by shares of all keys ({@code by: key}), or
 * in the order of a number of the key, by shares of the rows ({@code by: order}) or by where each part begins ({@code by: value}).
 */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = SplitRule.BY,
        defaultImpl = SplitByDate.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = SplitByAge.class, name = "age"),
    @JsonSubTypes.Type(value = SharesOfDates.class, name = "date"),
    @JsonSubTypes.Type(value = SplitByKey.class, name = "key"),
    @JsonSubTypes.Type(value = SharesOfOrder.class, name = "order"),
    @JsonSubTypes.Type(value = SplitByValue.class, name = "value")
})
public sealed interface SplitRule permits Split, SharesOfDates, SplitByAge, SharesOfOrder {

    /** The key of params that tells the kinds apart. */
    String BY = "by";

    /**
     * The split that the rule comes to.
     *
     * @param rows that have a label
     */
    Split on(Source source, LabelledRows rows);

    /** The splits to choose from by training on each: they differ in the training rows alone. */
    default List<Split> candidates(Source source, LabelledRows rows) {
        return List.of(on(source, rows));
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
        orDefault(rule, source).requireOf(source);
    }

    /** Refuses rows that it cannot part; most rules part rows by dates. */
    default void requireOf(Source source) {
        if (!source.isDated()) {
            throw new IllegalArgumentException(
                    "split goes by dates, but rows have none, since there is no source.event-time; write {by: key}");
        }
    }
}
