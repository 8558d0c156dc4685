package dev.waybill.pipelines.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.waybill.common.file.YamlReader;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.engine.TestHome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParamValuesTest {

    @TempDir
    Path folder;

    /** What DVC 3.64 reads, as JSON; dates apart. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "1, 1",
                "+5, 5",
                "1_000, 1000",
                "0o17, 15",
                "0777, 777",
                "0x1F, 31",
                "0b101, 5",
                "_1, \"_1\"",
                "1e-3, 0.001",
                "1., 1.0",
                ".5, 0.5",
                "1.5e3, 1500.0",
                "1e, \"1e\"",
                "yes, \"yes\"",
                "on, \"on\"",
                "true, true",
                "True, true",
                "~, null",
                "null, null",
                "'1', \"1\"",
                "12:30, \"12:30\"",
                "2020-03-01/2020-03-06, \"2020-03-01/2020-03-06\"",
                "!!str 1, \"1\""
            })
    void readsWordsAsDvcDoes(String yaml, String json) {
        assertThat(YamlReader.exact("params.yaml", "v: " + yaml + "\n").tree().get("v"))
                .hasToString(json);
    }

    @Test
    void takesValuesByDottedKeyWhateverTheFormatting() {
        Map<String, Map<String, JsonNode>> flow = values("{train: {rate: 1e-3, sizes: [1, 2]}, city: x}");
        Map<String, Map<String, JsonNode>> block = values("""
                city: 'x'   # a comment
                train:
                  rate: 0.001
                  sizes:
                    - 1
                    - 2
                """);

        assertThat(flow).isEqualTo(block);
        Map<String, JsonNode> values = flow.getOrDefault("params.yaml", Map.of());
        assertThat(values)
                .containsOnlyKeys("train", "train.sizes.1")
                .containsEntry("train.sizes.1", IntNode.valueOf(2));
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> values("train: {rate: 1}"))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot run stage 's' (pipelines/parcels/dvc.yaml:2): 'train.sizes.1' is missing from"
                        + " pipelines/parcels/params.yaml. Add it there, or remove it from the stage's params.");
    }

    @Test
    void refusesADate() {
        TestHome home = new TestHome(folder).write("pipelines/parcels/d.yaml", "from: 2020-03-01\n");
        Stage stage = DvcFile.read(
                        folder,
                        home.dvc("stages:\n  s: {cmd: x, params: [d.yaml: [from]]}\n")
                                .folder())
                .stages()
                .get(0);

        assertThatThrownBy(() -> new ParamValues(folder).of(stage))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot run stage 's' (pipelines/parcels/dvc.yaml:2): 'from' in pipelines/parcels/d.yaml is"
                        + " a date, which DVC cannot keep. Put it in quotes.");
    }

    @Test
    void refusesWhatIsNeverEqualToItself() {
        assertThatThrownBy(() -> values("train: {sizes: [1, .nan]}"))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot run stage 's' (pipelines/parcels/dvc.yaml:2): 'train.sizes.1' in"
                        + " pipelines/parcels/params.yaml is .nan, which DVC takes for changed at every look. Write ~ for"
                        + " no value.");
        assertThat(values("train: {sizes: [.nan, -.inf]}").toString()).contains("-Infinity");
    }

    @Test
    void comparesAsPythonDoes() {
        assertThat(ParamValues.same(IntNode.valueOf(1), DoubleNode.valueOf(1.0)))
                .isTrue();
        assertThat(ParamValues.same(IntNode.valueOf(1), LongNode.valueOf(1))).isTrue();
        assertThat(ParamValues.same(IntNode.valueOf(1), TextNode.valueOf("1"))).isFalse();
        JsonNode one = YamlReader.exact("x", "{a: [1, {b: 2.0}]}").tree();
        assertThat(ParamValues.same(
                        one, YamlReader.exact("x", "{a: [1.0, {b: 2}]}").tree()))
                .isTrue();
        assertThat(ParamValues.same(
                        one, YamlReader.exact("x", "{a: [1.0, {b: 3}]}").tree()))
                .isFalse();
    }

    private Map<String, Map<String, JsonNode>> values(String params) {
        TestHome home = new TestHome(folder)
                .write("pipelines/parcels/params.yaml", params)
                .dvc("stages:\n  s: {cmd: x, params: [train, train.sizes.1]}\n");
        return new ParamValues(folder)
                .of(DvcFile.read(folder, home.folder()).stages().get(0));
    }
}
