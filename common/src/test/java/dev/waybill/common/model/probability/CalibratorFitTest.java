package dev.waybill.common.model.probability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.section.Probability.Method;
import dev.waybill.common.table.SharedSpark;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What scikit-learn says of the same scores; tests/golden/calibration.py made the file. */
class CalibratorFitTest {

    private static final JsonNode GOLDEN = golden();
    private static final double[] LOG_ODDS = numbers("log_odds");
    private static final double[] LABELS = numbers("labels");
    private static final double[] ASKED = numbers("asked");

    private static Calibrator fitted(Method method) {
        return CalibratorFit.fit(method, LOG_ODDS, LABELS, SharedSpark.session())
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(value = Method.class, mode = EnumSource.Mode.EXCLUDE, names = "none")
    void saysWhatScikitLearnSays(Method method) {
        double[] expected = numbers(method.name());
        double[] actual = Arrays.stream(ASKED).map(fitted(method)::probability).toArray();

        assertThat(actual).hasSize(37).containsExactly(expected, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(value = Method.class, mode = EnumSource.Mode.EXCLUDE, names = "none")
    void neverFallsAndIsWrittenAndReadTheSame(Method method) throws JsonProcessingException {
        Calibrator calibrator = fitted(method);
        double[] rising = IntStream.range(-800, 800)
                .mapToDouble(i -> calibrator.probability(i / 2.0))
                .toArray();

        assertThat(rising).isSorted();
        assertThat(Arrays.stream(rising)).allMatch(probability -> probability >= 0 && probability <= 1);
        assertThat(JsonFile.JSON.readValue(JsonFile.text(calibrator), Calibrator.class))
                .isEqualTo(calibrator);
        assertThat(calibrator.method()).isEqualTo(method);
    }

    /** Scores that say the opposite of what comes true: no calibration turns them around. */
    @Test
    void doesNotTurnScoresAround() {
        double[] wrong = Arrays.stream(LOG_ODDS).map(margin -> -margin).toArray();
        double rate = Arrays.stream(LABELS).average().orElseThrow();

        for (Method method : new Method[] {Method.sigmoid, Method.isotonic}) {
            Calibrator calibrator = CalibratorFit.fit(method, wrong, LABELS, SharedSpark.session())
                    .orElseThrow();
            assertThat(calibrator.probability(-3)).isCloseTo(rate, within(0.01));
            assertThat(calibrator.probability(3)).isCloseTo(rate, within(0.01));
        }
    }

    /** Whichever of its two inputs it does without first. */
    @ParameterizedTest
    @ValueSource(doubles = {-3, -1.5, 0, 1.5, 3})
    void betaNeverTurnsScoresAround(double shift) {
        Random random = new Random(5);
        double[] margins = random.doubles(2000, -4, 4).toArray();
        double[] against = Arrays.stream(margins)
                .map(margin -> random.nextDouble() < Calibrator.logistic(shift - margin) ? 1 : 0)
                .toArray();

        Calibrator beta = CalibratorFit.fit(Method.beta, margins, against, SharedSpark.session())
                .orElseThrow();

        assertThat(beta.probability(-4)).isLessThanOrEqualTo(beta.probability(0));
        assertThat(beta.probability(0)).isLessThanOrEqualTo(beta.probability(4));
    }

    @Test
    void knowsNothingOfAClassOfWhichThereAreHardlyAnyRows() {
        double[] nine = new double[400];
        Arrays.fill(nine, 0, 9, 1);

        assertThat(CalibratorFit.fit(Method.sigmoid, LOG_ODDS, nine, SharedSpark.session()))
                .isEmpty();
        assertThat(CalibratorFit.fit(Method.sigmoid, LOG_ODDS, new double[400], SharedSpark.session()))
                .isEmpty();
    }

    private static JsonNode golden() {
        try (InputStream file = CalibratorFitTest.class.getResourceAsStream("golden.json")) {
            return JsonFile.JSON.readTree(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read golden.json", e);
        }
    }

    private static double[] numbers(String name) {
        return StreamSupport.stream(GOLDEN.get(name).spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
