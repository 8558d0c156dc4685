package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunIdTest {

    @Test
    void saysWhenAndIsHardlyGivenTwice() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-21T02:00:00.7Z"), ZoneOffset.UTC);
        Random random = new Random(1);

        String first = RunId.next(clock, random);

        assertThat(first).matches("20261121T020000Z-[0-9a-f]{4}");
        assertThat(RunId.next(clock, random)).isNotEqualTo(first);
    }
}
