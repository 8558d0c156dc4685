package dev.waybill.jobs.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Bound;
import dev.waybill.common.section.Model;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpaceTest {

    @Test
    void drawsWholeNumbersForParamsThatAreWhole() {
        assertThat(models("{max_depth: [3, 5]}").map(Model::maxDepth).distinct().sorted())
                .containsExactly(3, 4, 5);
    }

    @Test
    void drawsEachOrderOfMagnitudeAsOften() {
        assertThat(models("{eta: {log: [0.001, 1]}}")
                        .filter(model -> model.eta() < 0.0316)
                        .count())
                .isBetween(120L, 180L);
        assertThat(models("{eta: [0.001, 1]}")
                        .filter(model -> model.eta() < 0.0316)
                        .count())
                .isLessThan(30);
    }

    @Test
    void drawsOneOfSeveralTexts() {
        assertThat(models("{grow_policy: {choice: [depthwise, lossguide]}}")
                        .map(Model::growPolicy)
                        .distinct())
                .containsExactlyInAnyOrder(Model.GrowPolicy.depthwise, Model.GrowPolicy.lossguide);
    }

    @Test
    void leavesAllElseAsItIs() {
        Model now = Bound.of(Model.class, "{objective: 'reg:squarederror', gamma: 2, monotone: {km: increasing}}");
        Space space = new Space(
                now, Bound.of(Tuning.class, "{space: {max_depth: [3, 5]}}").space());
        assertThat(space.with(space.now())).isEqualTo(now);
        assertThat(space.with(space.draw(new Random(1))))
                .usingRecursiveComparison()
                .ignoringFields("maxDepth")
                .isEqualTo(now);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_dept: [3, 5]      | tune.space has 'max_dept', which is not a param to vary. Did you mean 'max_depth'?",
                "eta: [0, 0.3]         | tune.space has eta 0.0, but it must be above 0 and at most 1",
                "grow_policy: [1, 3]   | tune.space has a value of another type: {grow_policy=1.0}",
                "objective: {choice: []} | not a range, since 0.0 is not below 0.0",
                "eta: [0.3]            | not [from, to], {log: [from, to]} or {choice: [..]}: [0.3]",
                "eta: [0.3, 0.1]       | not a range, since 0.3 is not below 0.1",
                "eta: {log: [0, 0.1]}  | not a range for log, since 0.0 is not above 0"
            })
    void refusesWhatCannotBeVaried(String range, String message) {
        assertThatThrownBy(() -> space("{" + range + "}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(message);
    }

    private static Stream<Model> models(String ranges) {
        Random random = new Random(5);
        Space space = space(ranges);
        return Stream.generate(() -> space.with(space.draw(random))).limit(300);
    }

    private static Space space(String ranges) {
        return new Space(
                Bound.of(Model.class, "{}"),
                Bound.of(Tuning.class, "{space: " + ranges + "}").space());
    }
}
