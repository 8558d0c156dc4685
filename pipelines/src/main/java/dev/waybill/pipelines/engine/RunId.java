package dev.waybill.pipelines.engine;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;

/** The name of one invocation, in its log lines, its rows and its tracking tags. */
public final class RunId {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private RunId() {}

    /** Sorts by time; the random part keeps runs of one second apart: {@code 20261121T020000Z-3f9a}. */
    public static String next(Clock clock, RandomGenerator random) {
        return "%s-%04x".formatted(SECONDS.format(clock.instant()), random.nextInt(1 << 16));
    }
}
