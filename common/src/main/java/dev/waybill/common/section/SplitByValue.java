package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where each part begins in the order of a number of the key, for rows that have no date but are numbered as they came.
 *
 * @param column of the source's key
 * @param valid its least number; training has all below the next part
 * @param test its least number
 * @param end from which number on a row is in no part
 */
public record SplitByValue(
        String column,
        Optional<BigDecimal> valid,
        Optional<BigDecimal> calibrate,
        BigDecimal test,
        Optional<BigDecimal> end)
        implements Split {

    public SplitByValue {
        List<BigDecimal> inOrder = Stream.of(valid, calibrate, Optional.of(test), end)
                .flatMap(Optional::stream)
                .toList();
        for (int i = 1; i < inOrder.size(); i++) {
            if (inOrder.get(i - 1).compareTo(inOrder.get(i)) > 0) {
                throw new IllegalArgumentException("must go up: valid, calibrate, test, end, but %s comes before %s"
                        .formatted(inOrder.get(i - 1), inOrder.get(i)));
            }
        }
    }

    /** What tells this kind of split from others, in params and in provenance. */
    @JsonProperty(SplitRule.BY)
    String by() {
        return "value";
    }

    @Override
    public void requireOf(Source source) {
        OrderedKey.require(column, source);
    }

    @Override
    public Split on(Source source, LabelledRows rows) {
        rows.requireNumber(column);
        return this;
    }

    @Override
    public List<Part> parts() {
        return Arrays.stream(Part.values())
                .filter(part -> part == Part.train || first(part).isPresent())
                .toList();
    }

    @Override
    public String condition(Part part) {
        if (part == Part.train) {
            return "`%s` < %s".formatted(column, next(part).orElseThrow());
        }
        return first(part)
                .map(from -> "`%s` >= %s".formatted(column, from)
                        + next(part)
                                .map(to -> " and `%s` < %s".formatted(column, to))
                                .orElse(""))
                .orElse("false");
    }

    @Override
    public String unseen() {
        return "`%s` >= %s".formatted(column, test);
    }

    @Override
    public String goesBy() {
        return column;
    }

    @Override
    public String words(Part part) {
        String below = next(part).map(to -> "below " + to).orElse("on");
        return part == Part.train
                ? "%s %s".formatted(column, below)
                : first(part)
                        .map(from -> "%s from %s %s".formatted(column, from, below))
                        .orElse("none");
    }

    @Override
    public String seen() {
        return "labels of %s below %s".formatted(column, test);
    }

    @Override
    public boolean hasSeenTestOf(Split other) {
        return !(other instanceof SplitByValue byValue
                && byValue.column.equals(column)
                && byValue.test.compareTo(test) >= 0);
    }

    private Optional<BigDecimal> first(Part part) {
        return switch (part) {
            case train -> Optional.empty();
            case valid -> valid;
            case calibrate -> calibrate;
            case test -> Optional.of(test);
        };
    }

    /** Where the part after this one begins. */
    private Optional<BigDecimal> next(Part part) {
        Stream<Optional<BigDecimal>> later = switch (part) {
            case train -> Stream.of(valid, calibrate, first(Part.test));
            case valid -> Stream.of(calibrate, first(Part.test));
            case calibrate -> Stream.of(first(Part.test));
            case test -> Stream.of(end);
        };
        return later.flatMap(Optional::stream).findFirst();
    }
}
