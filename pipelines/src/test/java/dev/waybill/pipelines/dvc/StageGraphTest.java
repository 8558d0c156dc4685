package dev.waybill.pipelines.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.engine.TestHome;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StageGraphTest {

    @TempDir
    Path folder;

    @Test
    void findsStagesThatWriteAroundOrInsideOfADependency() {
        StageGraph graph = graph("""
                stages:
                  all: {cmd: x, deps: [data]}
                  one: {cmd: x, outs: [data/one]}
                  two: {cmd: x, outs: [data/deep/two], deps: [model/weights/w]}
                  fit: {cmd: x, outs: [model]}
                  near: {cmd: x, outs: [data-two]}
                """);

        assertThat(names(graph.ordered())).containsExactly("one", "fit", "two", "all", "near");
        assertThat(names(graph.upTo(List.of("two")))).containsExactly("fit", "two");
    }

    @Test
    void refusesAnOutputInsideOfAnother() {
        assertThatThrownBy(() -> graph("""
                        stages:
                          one: {cmd: x, outs: [data]}
                          two: {cmd: x, outs: [data/deep/two]}
                        """))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot run pipelines/parcels/dvc.yaml:3: stage 'two' writes data/deep/two, a folder around"
                        + " which stage 'one' writes too. Let one stage write it.");
    }

    /** The bound is generous; what took a square of the number of stages took minutes. */
    @Test
    @Timeout(60)
    void ordersThousandsOfStages() {
        int number = 2000;
        String stages = IntStream.range(0, number)
                .mapToObj(i -> "  s%d: {cmd: x, deps: [out/%d/a, common], outs: [out/%d]}".formatted(i, i + 1, i))
                .collect(Collectors.joining("\n", "stages:\n", "\n"));

        assertThat(names(graph(stages).ordered()))
                .hasSize(number)
                .startsWith("s1999", "s1998")
                .endsWith("s1", "s0");
    }

    private StageGraph graph(String text) {
        return new StageGraph(
                DvcFile.read(folder, new TestHome(folder).dvc(text).folder()));
    }

    private static List<String> names(List<Stage> stages) {
        return stages.stream().map(Stage::name).toList();
    }
}
