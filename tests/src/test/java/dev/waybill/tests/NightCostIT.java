package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a night costs does not grow with the days before it. */
class NightCostIT {

    private static final LocalDate THIRD = TinyTrip.FIRST.plusDays(6);
    private static final LocalDate SIXTIETH = TinyTrip.FIRST.plusDays(60);

    /** Adaptive execution may do with a job more or less; one for each of the days between would be 54 of them. */
    private static final int BY_CHANCE = 5;

    @TempDir
    private Path folder;

    @Test
    void isThatOfTheThirdNightAfterSixtyDays() throws IOException, InterruptedException, TimeoutException {
        TinyNights nights = TinyNights.at(folder.toRealPath());
        nights.deliver(TinyNights.dates(TinyTrip.FIRST, THIRD.minusDays(2)));
        for (LocalDate night : TinyNights.dates(THIRD.minusDays(2), THIRD.minusDays(1))) {
            nights.deliver(night).night(night);
        }
        Work.Done third = work(nights, THIRD);
        atOnce(nights, SIXTIETH.minusDays(1));
        Work.Done sixtieth = work(nights, SIXTIETH);
        assertThat(sixtieth.jobs()).isLessThanOrEqualTo(third.jobs() + BY_CHANCE);
    }

    private static Work.Done work(TinyNights nights, LocalDate night) throws InterruptedException, TimeoutException {
        nights.deliver(night);
        return Work.of(SharedSpark.session(), () -> {
            DemoHome.Ended ended = nights.night(night);
            assertThat(ended.code()).as(ended.err()).isZero();
        });
    }

    /** As though there had been a night of each date. */
    private static void atOnce(TinyNights nights, LocalDate last) {
        nights.deliver(TinyNights.dates(THIRD.plusDays(1), last));
        for (String job : List.of("prepare", "feature-engineer", "batch-score", "outcomes")) {
            DemoHome.Ended ended = nights.job(last, job);
            assertThat(ended.code()).as(ended.err()).isZero();
        }
        nights.pretend(last);
    }
}
