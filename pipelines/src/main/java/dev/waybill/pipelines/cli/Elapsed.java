package dev.waybill.pipelines.cli;

import java.time.Duration;
import java.util.Locale;

/** A length of time as people read it: {@code 0.4s}, {@code 12.3s}, {@code 2m 05s}, {@code 1h 02m}. */
final class Elapsed {

    private Elapsed() {}

    static String text(Duration time) {
        if (time.toMinutes() < 1) {
            return String.format(Locale.ROOT, "%.1fs", Math.floor(time.toMillis() / 100.0) / 10);
        }
        return time.toHours() < 1
                ? "%dm %02ds".formatted(time.toMinutes(), time.toSecondsPart())
                : "%dh %02dm".formatted(time.toHours(), time.toMinutesPart());
    }
}
