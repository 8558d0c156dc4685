package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParamChangesTest {

    @Test
    void namesTheSingleValue() {
        assertThat(between("{max_depth: 6, eta: 0.1, grow: {by: leaf}}", "{max_depth: 8, eta: 0.1, grow: {by: depth}}"))
                .containsExactly("params model.max_depth 6 -> 8", "params model.grow.by leaf -> depth");
    }

    @Test
    void tellsOfNewAndOfMissingKeys() {
        assertThat(between("{eta: 0.1}", "{seed: 42}"))
                .containsExactly("params model.eta is missing", "params model.seed is new");
        assertThat(ParamChanges.between("model", null, json("1")))
                .containsExactly(Reason.param("model", "params model is new"));
    }

    @Test
    void doesNotPrintListsAndMappings() {
        assertThat(between("{stats: [avg]}", "{stats: [avg, p50]}")).containsExactly("params model.stats changed");
    }

    @Test
    void cutsLongTexts() {
        assertThat(between("{expr: '" + "a".repeat(60) + "'}", "{expr: b}"))
                .containsExactly("params model.expr " + "a".repeat(39) + "… -> b");
    }

    @Test
    void takesNumbersThatPythonTakesForTheSameForTheSame() {
        assertThat(between("{eta: 1}", "{eta: 1.0}")).isEmpty();
    }

    private static List<String> between(String before, String now) {
        return ParamChanges.between("model", json(before), json(now)).stream()
                .map(Reason::words)
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
