package dev.waybill.jobs.experiment;

import dev.waybill.common.section.Variant;
import dev.waybill.jobs.experiment.stats.UnitSums;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the rows of an experiment come to.
 *
 * @param pairs of what the challenger's losses are above the champion's, where both have scored, whoever published
 * @param withoutUnit labelled rows that have none
 */
record Found(Period period, Map<Variant, UnitSums> byVariant, UnitSums pairs, List<Arm> arms, long withoutUnit) {

    UnitSums sums(Variant variant) {
        return byVariant.getOrDefault(variant, UnitSums.NONE);
    }

    /**
     * Of the sums of its variants.
     *
     * @param champion its version
     * @param challenger its version
     * @param published rows by date
     */
    static Found of(
            Period period,
            int champion,
            int challenger,
            SortedMap<LocalDate, Map<Variant, Long>> published,
            List<VariantSums> sums) {
        Map<Variant, VariantSums> dealt = new TreeMap<>();
        sums.stream().filter(VariantSums::hasUnits).forEach(each -> dealt.put(each.variant(), each));
        Map<Variant, UnitSums> own = new TreeMap<>();
        dealt.forEach((variant, each) -> own.put(variant, each.own()));
        List<Arm> arms = Stream.of(Variant.values())
                .map(variant -> arm(
                        variant,
                        variant == Variant.champion ? champion : challenger,
                        rows(published, variant),
                        Optional.ofNullable(dealt.get(variant))))
                .toList();
        UnitSums pairs = dealt.values().stream().map(VariantSums::pairs).reduce(UnitSums.NONE, UnitSums::plus);
        double withoutUnit = sums.stream()
                .filter(each -> !each.hasUnits())
                .mapToDouble(each -> each.own().rows())
                .sum();
        return new Found(period, own, pairs, arms, (long) withoutUnit);
    }

    private static long rows(SortedMap<LocalDate, Map<Variant, Long>> published, Variant variant) {
        return published.values().stream()
                .mapToLong(day -> day.getOrDefault(variant, 0L))
                .sum();
    }

    private static Arm arm(Variant variant, int version, long published, Optional<VariantSums> sums) {
        UnitSums own = sums.map(VariantSums::own).orElse(UnitSums.NONE);
        return new Arm(
                variant,
                version,
                published,
                (long) own.rows(),
                own.units(),
                own.mean(),
                sums.map(VariantSums::metrics).orElse(Map.of()));
    }
}
