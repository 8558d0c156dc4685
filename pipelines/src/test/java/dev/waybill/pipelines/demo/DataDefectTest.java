package dev.waybill.pipelines.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DataDefectTest {

    private static final int ROWS = 150_000;
    /** A rate this many standard deviations from its constant would be seen once in 15,000 seeds. */
    private static final double STANDARD_DEVIATIONS = 4;

    private static final TripSimulator SIMULATOR = new TripSimulator(DemoPlan.of(ROWS, 28, 42));
    private static final List<ExportLine> LINES =
            LongStream.range(0, ROWS).mapToObj(SIMULATOR::line).toList();

    @Test
    void isInOneLineOfAHundred() {
        assertThat(Arrays.stream(DataDefect.values())
                        .mapToDouble(DataDefect::rate)
                        .sum())
                .isCloseTo(0.01, within(1e-12));
    }

    @Test
    void comesAtTheRatesThatItNames() {
        Map<DataDefect, Integer> found = new EnumMap<>(DataDefect.class);
        for (int row = 1; row < ROWS; row++) {
            ExportLine line = LINES.get(row);
            if (line.equals(LINES.get(row - 1))) {
                found.merge(DataDefect.REPEATED, 1, Integer::sum);
            } else {
                defectsIn(line).forEach(defect -> found.merge(defect, 1, Integer::sum));
            }
        }
        for (DataDefect defect : DataDefect.values()) {
            double expected = ROWS * defect.rate();
            double sigma = Math.sqrt(expected * (1 - defect.rate()));
            assertThat((double) Objects.requireNonNull(found.get(defect)))
                    .as(defect.name())
                    .isCloseTo(expected, within(STANDARD_DEVIATIONS * sigma));
        }
    }

    @Test
    void leavesAllOtherLinesAsTheTripsWere() {
        for (int row = 0; row < ROWS; row++) {
            ExportLine line = LINES.get(row);
            Trip trip = SIMULATOR.trip(row);
            if (line.tripId().endsWith("%06d".formatted(trip.order().slot().number()))
                    && defectsIn(line).isEmpty()) {
                assertThat(line.finishedAt()).isAfter(line.requestedAt()).isEqualTo(trip.finishedAt());
                assertThat(line.vehicle())
                        .contains(trip.order().courier().vehicle().label());
                assertThat(line.destinationZone())
                        .isEqualTo(trip.order().destination().id());
            }
        }
    }

    private static List<DataDefect> defectsIn(ExportLine line) {
        return Arrays.stream(DataDefect.values())
                .filter(defect -> shows(line, defect))
                .toList();
    }

    private static boolean shows(ExportLine line, DataDefect defect) {
        return switch (defect) {
            case REPEATED -> false;
            case VEHICLE_MISSING -> line.vehicle().isEmpty();
            case FINISH_BEFORE_REQUEST -> line.finishedAt().isBefore(line.requestedAt());
            case TWENTY_HOURS ->
                Duration.between(line.requestedAt(), line.finishedAt()).toHours() >= 20;
            case ZONE_UNKNOWN -> line.destinationZone().equals(ExportLine.UNKNOWN_ZONE);
        };
    }
}
