package dev.waybill.serving.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.row.FeatureProgram.Asked;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.History.Days;
import dev.waybill.common.section.Share;
import dev.waybill.common.section.Variant;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DealerTest {

    private static final ZoneId ZONE = ZoneId.of("America/New_York");
    private static final Instant LATE = Instant.parse("2024-03-26T03:30:00Z"); // still the 25th there

    private static Dealer after(@Nullable String date) {
        return new Dealer(
                Optional.of(new Experiment(
                        Share.parse("30%"),
                        Optional.of("courier_id"),
                        "spring",
                        "challenger",
                        Optional.empty(),
                        Days.parse("14d"),
                        500,
                        Share.parse("5%"))),
                Optional.ofNullable(date).map(LocalDate::parse),
                ZONE);
    }

    private static Asked row(@Nullable String unit) {
        long micros = LATE.getEpochSecond() * 1_000_000;
        return new Asked(new GenericInternalRow(0), micros, List.of(), unit);
    }

    @Test
    void dealsFromTheDayOnThatIsTheFirst() {
        assertThat(after("2024-03-25").variant(row("7"))).isNull();
        assertThat(after("2024-03-24").variant(row("7"))).isNotNull();
        assertThat(after(null).variant(row("7"))).isNotNull();
    }

    @Test
    void givesTheShareThatIsAskedForAndNothingWithoutAUnit() {
        Dealer dealer = after(null);
        long challengers = IntStream.range(0, 10_000)
                .filter(i -> dealer.variant(row("courier-" + i)) == Variant.challenger)
                .count();
        assertThat(challengers).isBetween(2_816L, 3_184L); // four standard deviations
        assertThat(dealer.variant(row(null))).isEqualTo(Variant.champion);
        assertThat(new Dealer(Optional.empty(), Optional.empty(), ZONE).variant(row("7")))
                .isNull();
    }
}
