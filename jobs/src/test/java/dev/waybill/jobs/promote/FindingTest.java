package dev.waybill.jobs.promote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FindingTest {

    /** Of 1,000 rows a day, what the differences sum to. */
    private static final double[] SUMS = {-60, -40, -80, 20, -50, -90, -30, -70, -10, -60, -40, -20, -80, -50};

    private static final PromotionRules USUAL = rules(14, FewDays.inconclusive, false, Optional.empty());
    private static final Finding.Case KNOWN = new Finding.Case("champion demo/1", "mae", true, Optional.of(4.0));

    /** Computed apart, with numpy and the quantiles of scipy. */
    @Test
    void comparesByDaysWithBothStandardErrors() {
        LossDifference found = LossDifference.of(Unit.days.of(days(4, SUMS)));

        assertThat(found.difference()).isCloseTo(-0.047143, within(5e-7));
        assertThat(found.standardError()).isCloseTo(0.0080812, within(5e-8));
        assertThat(found.longRunStandardError()).isCloseTo(0.0015168, within(5e-8));
        assertThat(found.longRunDegrees()).isEqualTo(2);
        assertThat(found.upper()).isCloseTo(-0.03283, within(5e-6));
        assertThat(found.better()).as("by EWC, with 2 degrees of freedom").isCloseTo(0.000517, within(2e-6));
        assertThat(found.rows()).isEqualTo(14_000);
    }

    @Test
    void findsAChallengerBetterOnlyBeyondChance() {
        assertThat(finding(days(4, SUMS), USUAL))
                .isEqualTo(yes(
                        Rule.superior,
                        "mae 3.953 against 4.000 of champion demo/1, which is more than chance: the difference is -0.04714, from"
                                + " -0.06145 to -0.03283 over 14 days"));
        double[] noisy = {-600, 500, -700, 650, -400, 550, -900, 800, -650, 500, -300, 450, -620, 300};
        Finding chance = finding(days(4, noisy), USUAL);
        assertThat(chance.isYes()).isFalse();
        assertThat(chance.isEnough()).isTrue();
        assertThat(chance.words())
                .startsWith(
                        "mae 3.970 against 4.000 of champion demo/1, which chance alone may give: the difference is ");
    }

    @Test
    void cannotTellFromFewDaysOrRows() {
        List<PairedCell> thirteen = days(4, Arrays.copyOf(SUMS, 13));
        assertThat(finding(thirteen, USUAL))
                .isEqualTo(
                        no("days with labelled rows that are new to both models: 13, while promote.days asks for 14"));
        assertThat(finding(thirteen, rules(7, FewDays.inconclusive, false, Optional.empty()))
                        .isYes())
                .isTrue();
        assertThat(finding(days(4, -50), USUAL))
                .isEqualTo(
                        no("days with labelled rows that are new to both models: 1, while promote.days asks for 14"));
        PromotionRules manyRows =
                new PromotionRules(Mode.enabled, 14, 20_000, FewDays.inconclusive, false, Optional.empty(), Cost.EVEN);
        assertThat(finding(days(4, SUMS), manyRows))
                .isEqualTo(no("labelled rows that are new to both models: 14000, while promote.rows asks for 20000"));
    }

    @Test
    void refusesALossThatSomeRowDoesNotHave() {
        assertThat(finding(days(Double.NaN, SUMS), USUAL))
                .isEqualTo(new Finding(
                        List.of(),
                        Optional.empty(),
                        true,
                        "mae could not be measured of every row: name another evaluate.loss"));
    }

    @Test
    void goesByTheHoursOfFewDaysWhereItIsToldTo() {
        List<PairedCell> cells = IntStream.range(0, 48)
                .mapToObj(hour -> cell(hour / 24, hour, 100, 4, hour % 3 == 0 ? -1 : -6))
                .toList();
        PromotionRules hours = rules(14, FewDays.hours, false, Optional.empty());
        assertThat(hours.unit(true, 2)).isEqualTo(Unit.hours);
        assertThat(hours.unit(true, 14)).isEqualTo(Unit.days);
        assertThat(USUAL.unit(true, 2)).isEqualTo(Unit.days);
        assertThat(USUAL.unit(false, 1)).isEqualTo(Unit.rows);
        Finding found = Finding.of(PairedEvidence.of(Unit.hours, cells, SegmentGuard.NONE), hours, KNOWN);
        assertThat(found.rule()).hasValue(Rule.superior);
        assertThat(found.words()).endsWith(" over 48 hours");
        assertThat(Unit.hours.sentence(2))
                .isEqualTo("The interval is over the hours of these 2 days alone: day-to-day variation is not in it.");
        assertThat(Finding.of(PairedEvidence.of(Unit.hours, cells.subList(0, 23), SegmentGuard.NONE), hours, KNOWN))
                .isEqualTo(no("hours with labelled rows that are new to both models: 23, while an interval takes 24"));
    }

    @Test
    void aFresherModelMayBeAsGoodIfParamsSaySo() {
        double[] about = {10, -12, 8, -9, 11, -10, 9, -8, 10, -11, 9, -10, 8, -7};
        PromotionRules fresh = rules(14, FewDays.inconclusive, true, Optional.empty());
        assertThat(finding(days(4, about), USUAL).isYes()).isFalse();
        assertThat(finding(days(4, about), fresh).rule()).hasValue(Rule.fresh);
        Finding.Case older = new Finding.Case("champion demo/1", "mae", false, Optional.empty());
        assertThat(Finding.of(evidence(days(4, about)), fresh, older).isYes()).isFalse();
        double[] worse = Arrays.stream(about).map(sum -> sum + 50).toArray();
        assertThat(finding(days(4, worse), fresh).isYes()).as("1.25% worse").isFalse();
    }

    @Test
    void inAChangedWorldBetterOnEachOfTheLastDaysIsEnough() {
        PromotionRules changed = rules(14, FewDays.inconclusive, false, Optional.of(new ChangedWorld(5, 1.25)));
        double[] better = {-100, -900, -50, -1200, -300};
        assertThat(finding(days(5.1, better), changed))
                .isEqualTo(
                        yes(
                                Rule.changed_world,
                                "mae 4.590 against 5.100 of champion demo/1; the world has changed (promote.changed-world): the champion's is"
                                        + " outside of its promise of 4.000, and the challenger was better on each of the last 5 days"));
        assertThat(finding(days(4.9, better), changed).isYes())
                .as("as promised")
                .isFalse();
        assertThat(finding(days(5.1, Arrays.copyOf(better, 4)), changed).isYes())
                .isFalse();
        assertThat(finding(days(5.1, -100, -900, 10, -1200, -300), changed).isYes())
                .isFalse();
        assertThat(finding(days(5.1, 3000, -100, -900, -10, -1200, -300), changed)
                        .isYes())
                .as("worse over all")
                .isFalse();
        assertThat(finding(days(5.1, better), USUAL).isYes())
                .as("not asked for")
                .isFalse();
    }

    @Test
    void refusesRulesThatCannotBe() {
        assertThatThrownBy(() -> rules(6, FewDays.hours, false, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has days 6, but it must be at least 7: fewer do not tell how much days differ");
        assertThatThrownBy(() -> new ChangedWorld(2, 1.25))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has days 2, but it must be at least 3");
        assertThatThrownBy(() -> new ChangedWorld(5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has error 1.0, but it must be above 1");
        assertThatThrownBy(() -> new Cost(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has late 0.0 and early 1.0, but both must be above 0");
    }

    /**
     * A made-up world: the champion errs by 8 minutes; the mean difference of a day has a standard deviation of 0.1
     * minutes between days, which depend on the day before, and that of a row one of 1.5. Each day has 1,000 rows in five
     * segments.
     */
    @Test
    void promotesEquallyGoodModelsSeldomAndBetterOnesMostly() {
        for (int days : new int[] {14, 28}) {
            for (double autocorrelation : new double[] {0, 0.3}) {
                assertThat(promoted(days, autocorrelation, 0))
                        .as("Equally good models promoted, %d days, autocorrelation %s", days, autocorrelation)
                        .isLessThanOrEqualTo(0.06);
            }
        }
        assertThat(promoted(14, 0.3, -0.02 * 8)).as("2% better").isGreaterThanOrEqualTo(0.80);
    }

    private static double promoted(int days, double autocorrelation, double gain) {
        int pairs = 1000;
        long yes = IntStream.range(0, pairs)
                .mapToObj(pair -> new World(new Random(1000L * days + pair), autocorrelation))
                .filter(world -> world.finding(days, gain, 0).isYes())
                .count();
        return (double) yes / pairs;
    }

    @Test
    void refusesAModelThatIsBetterOverAllButWorseInOneSegment() {
        for (int seed = 0; seed < 20; seed++) {
            Finding found = new World(new Random(seed), 0.3).finding(14, -0.3 * 8, 0.15 * 8);
            assertThat(found.rule()).hasValue(Rule.superior);
            assertThat(found.isYes()).isFalse();
            assertThat(found.refusals())
                    .singleElement()
                    .asString()
                    .matches(
                            "worse in weather rain: 9\\.\\d+ against 8\\.000 on 2,800 rows, beyond what chance gives one"
                                    + " of 5 segments");
        }
    }

    /** Days whose differences depend on those of the day before: a stationary process of the first order. */
    private record World(Random random, double autocorrelation) {

        private static final List<String> SEGMENTS = List.of("sun", "clouds", "fog", "rain", "snow");
        private static final double ROWS = 200;

        /**
         * What comes of a comparison.
         *
         * @param gain of the challenger in minutes, in all segments but rain
         * @param inRain what it is there, if not 0
         */
        Finding finding(int days, double gain, double inRain) {
            List<List<PairedCell>> bySegment = SEGMENTS.stream()
                    .map(segment -> (List<PairedCell>) new ArrayList<PairedCell>())
                    .toList();
            double effect = random.nextGaussian();
            for (int day = 0; day < days; day++) {
                for (int i = 0; i < SEGMENTS.size(); i++) {
                    double own = SEGMENTS.get(i).equals("rain") && inRain != 0 ? inRain : gain;
                    double mean = own + 0.1 * effect + 1.5 / Math.sqrt(ROWS) * random.nextGaussian();
                    bySegment.get(i).add(cell(day, day * 24L, ROWS, 8, ROWS * mean));
                }
                effect = autocorrelation * effect
                        + Math.sqrt(1 - autocorrelation * autocorrelation) * random.nextGaussian();
            }
            return decided(bySegment);
        }

        private static Finding decided(List<List<PairedCell>> bySegment) {
            List<SegmentDifference> segments = IntStream.range(0, SEGMENTS.size())
                    .mapToObj(i -> SegmentDifference.of(
                            "weather", SEGMENTS.get(i), LossDifference.of(Unit.days.of(bySegment.get(i)))))
                    .toList();
            List<PairedCell> all = bySegment.stream().flatMap(List::stream).toList();
            SegmentGuard guard = SegmentGuard.of(segments.size(), segments);
            return Finding.of(PairedEvidence.of(Unit.days, all, guard), USUAL, KNOWN);
        }
    }

    private static PromotionRules rules(int days, FewDays fewDays, boolean fresh, Optional<ChangedWorld> changed) {
        return new PromotionRules(Mode.enabled, days, 500, fewDays, fresh, changed, Cost.EVEN);
    }

    private static Finding yes(Rule rule, String words) {
        return new Finding(List.of(), Optional.of(rule), true, words);
    }

    private static Finding no(String words) {
        return new Finding(List.of(), Optional.empty(), false, words);
    }

    private static Finding finding(List<PairedCell> cells, PromotionRules rules) {
        return Finding.of(evidence(cells), rules, KNOWN);
    }

    private static PairedEvidence evidence(List<PairedCell> cells) {
        return PairedEvidence.of(Unit.days, cells, SegmentGuard.NONE);
    }

    private static List<PairedCell> days(double champion, double... differences) {
        return IntStream.range(0, differences.length)
                .mapToObj(day -> cell(day, day * 24L, 1000, champion, differences[day]))
                .toList();
    }

    private static PairedCell cell(long day, long hour, double rows, double champion, double difference) {
        return new PairedCell(day, hour, new PairedSums(rows, rows * champion + difference, rows * champion));
    }
}
