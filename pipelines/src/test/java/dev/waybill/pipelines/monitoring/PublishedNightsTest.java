package dev.waybill.pipelines.monitoring;

import static dev.waybill.pipelines.monitoring.Nights.ERRORS;
import static dev.waybill.pipelines.monitoring.Nights.MONDAY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PublishedNightsTest {

    private static final Histogram OTHER = new Histogram(List.of(1.0, 2.5, 5.0), List.of(1L, 2L, 3L), 4, 30.0);

    @Test
    void addsNightsUp() {
        PublishedNights nights = published(night(MONDAY, 100, 7, ERRORS), night(MONDAY.plusDays(1), 50, 1, OTHER));

        assertThat(nights.total())
                .isEqualTo(new Counts(
                        150,
                        8,
                        Optional.of(new Histogram(List.of(1.0, 2.5, 5.0), List.of(41L, 72L, 93L), 104, 245.5))));
    }

    @Test
    void countsANightOnceHoweverOftenItIsRun() {
        NightFigures monday = night(MONDAY, 100, 7, ERRORS);
        NightFigures tuesday = night(MONDAY.plusDays(1), 50, 1, OTHER);

        assertThat(published(monday, tuesday, monday, tuesday, monday).total())
                .isEqualTo(published(monday, tuesday).total());
    }

    /** Labels come late: the same date has more errors when it is run again. */
    @Test
    void countsWhatANightAddsWhenItIsRunAgain() {
        PublishedNights nights = published(night(MONDAY, 100, 7, OTHER), night(MONDAY, 100, 7, ERRORS));

        assertThat(nights.total().errors()).contains(ERRORS);
    }

    /** To Prometheus, a counter that falls has begun anew at zero. */
    @Test
    void neverFallsWhateverIsRunInWhateverOrder() {
        Random random = new Random(7);
        Optional<PublishedNights> nights = Optional.empty();
        Map<LocalDate, Long> last = new HashMap<>();
        long before = 0;
        for (int i = 0; i < 200; i++) {
            LocalDate date = MONDAY.plusDays(random.nextInt(10));
            long rows = random.nextInt(1000);
            last.put(date, rows);
            nights = Optional.of(PublishedNights.with(night(date, rows, rows / 10, ERRORS), nights));
            long total = nights.get().total().predictions();
            long sum = last.values().stream().mapToLong(Long::longValue).sum();
            assertThat(total).isEqualTo(Math.max(before, sum));
            before = total;
        }
    }

    @Test
    void saysOfTodayOnlyWhatTheLatestDateSays() {
        NightFigures tuesday = night(MONDAY.plusDays(1), 50, 1, OTHER);
        PublishedNights nights = published(tuesday, night(MONDAY, 100, 7, ERRORS));

        assertThat(nights.latest()).isEqualTo(tuesday);
        assertThat(nights.total().predictions()).isEqualTo(150);
    }

    @Test
    void beginsAnewWithOtherBounds() {
        Histogram coarse = new Histogram(List.of(10.0), List.of(5L), 6, 60.0);

        assertThat(published(night(MONDAY, 1, 0, ERRORS), night(MONDAY.plusDays(1), 1, 0, coarse))
                        .total()
                        .errors())
                .contains(coarse);
    }

    private static NightFigures night(LocalDate date, long rows, long outOfDistribution, Histogram errors) {
        return Nights.full(date, rows, outOfDistribution, errors);
    }

    private static PublishedNights published(NightFigures... nights) {
        List<PublishedNights> all = new ArrayList<>();
        for (NightFigures night : nights) {
            Optional<PublishedNights> before = all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
            all.add(PublishedNights.with(night, before));
        }
        return all.get(all.size() - 1);
    }
}
