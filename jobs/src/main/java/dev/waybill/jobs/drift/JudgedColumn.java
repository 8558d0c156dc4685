package dev.waybill.jobs.drift;

import dev.waybill.jobs.drift.ComparedColumn.Role;
import dev.waybill.jobs.drift.stats.UsualDays;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The days of one column, each compared with its reference days. */
final class JudgedColumn {

    /** Of the hours with rows that a reference day usually has; two of 24 may be missing. */
    private static final double LEAST_HOURS = 0.9;

    /** Of the share of labels known on reference days, what a day must have. */
    private static final double LEAST_LABELS = 0.95;

    /** A day just before may be the last before a weekend. */
    private static final int DAYS_BETWEEN = 3;

    private final ComparedColumn column;
    private final NavigableMap<LocalDate, ColumnProfile> profiles;
    private final Judging judging;
    private final Map<List<ColumnProfile>, Reference> references = new HashMap<>();
    private final Map<List<ColumnProfile>, PastDays> pasts = new HashMap<>();

    JudgedColumn(ComparedColumn column, List<ColumnProfile> profiles, Judging judging) {
        this.column = column;
        this.profiles = new TreeMap<>();
        profiles.forEach(profile -> this.profiles.put(profile.day(), profile));
        this.judging = judging;
    }

    /** One a day that has rows and something to be compared with. */
    Stream<Measurement> measurements() {
        return judging.days().stream()
                .flatMap(day -> Optional.ofNullable(profiles.get(day)).stream())
                .filter(profile -> profile.rows() > 0)
                .flatMap(profile -> measure(profile).stream());
    }

    private Optional<Measurement> measure(ColumnProfile day) {
        List<ColumnProfile> known = judging.reference(column.role(), day.day()).stream()
                .flatMap(each -> Optional.ofNullable(profiles.get(each)).stream())
                .toList();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(judging.isHistory(column) ? ofHistory(day, known) : ofDay(day, known));
    }

    private Measurement ofDay(ColumnProfile day, List<ColumnProfile> known) {
        Reference reference = references.computeIfAbsent(
                Reference.alike(known, day, judging.rule()), days -> Reference.of(days, judging.rule()));
        Distances distances = Distances.of(reference.bins(), day);
        Optional<UsualDays> usual =
                reference.usual().filter(days -> judging.rule().learned());
        return new Measurement(
                column,
                day,
                reference.days(),
                "BASELINE",
                "psi",
                distances,
                distances.populationStability(),
                usual,
                contributionChange(day),
                reason(day, known, reference, usual.isPresent()));
    }

    /** Compares with the day before, so that what moved once does not alarm for ever. */
    private Measurement ofHistory(ColumnProfile day, List<ColumnProfile> known) {
        PastDays past = pasts.computeIfAbsent(known, PastDays::of);
        Optional<ColumnProfile> before = Optional.ofNullable(profiles.lowerEntry(day.day()))
                .map(Map.Entry::getValue)
                .filter(each -> !each.day().isBefore(day.day().minusDays(DAYS_BETWEEN)) && each.rows() > 0);
        List<ColumnProfile> comparedWith = before.map(List::of).orElse(known);
        Distances distances = Distances.of(new ProfileBins(comparedWith), day);
        Optional<UsualDays> usual = past.usual();
        boolean canJudge = before.isPresent() && usual.isPresent();
        return new Measurement(
                column,
                day,
                comparedWith,
                "CONSECUTIVE",
                "wasserstein",
                distances,
                Optional.of(new ProfileBins(comparedWith).movedDeviations(day, past.deviation())),
                usual,
                contributionChange(day),
                commonReason(day, comparedWith, known)
                        .or(() -> canJudge ? Optional.empty() : Optional.of(Unjudged.FEW_DAYS)));
    }

    /** The day's mean contribution less that of the test days, of a feature whose predictions are explained. */
    private Optional<Double> contributionChange(ColumnProfile day) {
        List<ColumnProfile> before = judging.predictionReference().of(day.day()).stream()
                .flatMap(each -> Optional.ofNullable(profiles.get(each)).stream())
                .filter(each -> each.contribution().isPresent())
                .toList();
        double rows = before.stream().mapToLong(ColumnProfile::rows).sum();
        double sum = before.stream()
                .mapToDouble(each -> each.contribution().orElseThrow() * each.rows())
                .sum();
        return day.contribution().filter(now -> rows > 0).map(now -> now - sum / rows);
    }

    private Optional<String> reason(
            ColumnProfile day, List<ColumnProfile> known, Reference reference, boolean learned) {
        return commonReason(day, reference.days(), known)
                .or(() -> isLate(day, reference) ? Optional.of(Unjudged.LATE_LABELS) : Optional.empty())
                .or(() -> reference.setByDate(day) ? Optional.of(Unjudged.SET_BY_DATE) : Optional.empty())
                .or(() -> !learned && reference.unsteady() ? Optional.of(Unjudged.UNSTEADY) : Optional.empty());
    }

    private Optional<String> commonReason(
            ColumnProfile day, List<ColumnProfile> comparedWith, List<ColumnProfile> known) {
        long rows = comparedWith.stream().mapToLong(ColumnProfile::rows).sum();
        if (Math.min(rows, day.rows()) < Math.max(1, judging.rule().minRows())) {
            return Optional.of(Unjudged.FEW_ROWS);
        }
        return isUnfinished(day, known) ? Optional.of(Unjudged.UNFINISHED) : Optional.empty();
    }

    /** One that was cut at noon has moved in its hours and in all that goes with them. Earlier days with a hole are judged. */
    private boolean isUnfinished(ColumnProfile day, List<ColumnProfile> known) {
        boolean isLatest = day.day().equals(judging.days().get(judging.days().size() - 1));
        long[] hours = known.stream().mapToLong(ColumnProfile::hours).sorted().toArray();
        double usual = (hours[(hours.length - 1) / 2] + hours[hours.length / 2]) / 2.0;
        return judging.unfinished().contains(day.day()) || (isLatest && day.hours() < LEAST_HOURS * usual);
    }

    private boolean isLate(ColumnProfile day, Reference reference) {
        double now = (double) day.rows() / (day.rows() + day.unknown());
        double before = (double) reference.bins().rows()
                / (reference.bins().rows() + reference.bins().unknown());
        return column.role() == Role.LABEL && now < LEAST_LABELS * before;
    }

    /**
     * How far a history usually moves from one reference day to the next.
     *
     * @param deviation of its values on all of them
     */
    private record PastDays(double deviation, Optional<UsualDays> usual) {

        static PastDays of(List<ColumnProfile> days) {
            double deviation = new ProfileBins(days).numbers().orElseThrow().deviation();
            List<Double> moves = new ArrayList<>();
            for (int i = 1; i < days.size(); i++) {
                if (days.get(i - 1).rows() > 0 && days.get(i).rows() > 0) {
                    moves.add(new ProfileBins(List.of(days.get(i - 1))).movedDeviations(days.get(i), deviation));
                }
            }
            return new PastDays(
                    deviation,
                    Reference.usual(
                            moves.stream().mapToDouble(Double::doubleValue).toArray()));
        }
    }
}
