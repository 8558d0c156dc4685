package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Shares of the labelled rows in the order of a number of their key, for rows that have no date but are numbered as they came:
 * rows that come later move all parts on. Rows of the same number share a part.
 *
 * @param column of the source's key
 */
public record SharesOfOrder(
        String column,
        @Default("0.6") double train,
        @Default("0.1") double valid,
        @Default("0.1") double calibrate,
        @Default("0.2") double test)
        implements SplitRule {

    public SharesOfOrder {
        new SplitShares(train, valid, calibrate, test);
    }

    @Override
    public Split on(Source source, LabelledRows rows) {
        SplitShares shares = new SplitShares(train, valid, calibrate, test);
        List<Part> later = Arrays.stream(Part.values())
                .filter(part -> part != Part.train && shares.of(part) > 0)
                .toList();
        List<Double> places = Stream.concat(
                        later.stream().map(shares::before), Stream.of(shares.before(Part.test) + test))
                .toList();
        List<BigDecimal> found = rows.values(column, places);
        if (found.size() < later.size()) {
            throw tooFew(source);
        }
        Map<Part, BigDecimal> first = new EnumMap<>(Part.class);
        later.forEach(part -> first.put(part, found.get(first.size())));
        return new SplitByValue(
                column,
                Optional.ofNullable(first.get(Part.valid)),
                Optional.ofNullable(first.get(Part.calibrate)),
                Optional.ofNullable(first.get(Part.test)).orElseThrow(),
                found.stream().skip(later.size()).findFirst());
    }

    private Refusal tooFew(Source source) {
        return Refusal.mistake(
                "split.too-few-rows",
                "Cannot part the rows of %s by %s: too few of them have a label.".formatted(source.table(), column),
                "Bring in more rows with labels.");
    }

    @Override
    public void requireOf(Source source) {
        OrderedKey.require(column, source);
    }
}
