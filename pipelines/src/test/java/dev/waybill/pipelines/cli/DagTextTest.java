package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DagTextTest {

    @Test
    void drawsAChainAsALine() {
        assertThat(draw("a", "b<a", "c<a,b")).isEqualTo("""
                *  a
                |
                *  b  after a
                |
                *  c  after a, b
                """);
    }

    @Test
    void drawsBranchesThatMeet() {
        assertThat(draw("a", "left<a", "right<a", "z<left,right")).isEqualTo("""
                *     a
                +--.
                |  |
                *  |  left   after a
                |  |
                |  *  right  after a
                |  |
                +--'
                *     z      after left, right
                """);
    }

    @Test
    void takesLinesPastOthers() {
        assertThat(draw("a", "b<a", "c<a", "d<a", "e<b,d", "f<c")).isEqualTo("""
                *        a
                +--.--.
                |  |  |
                *  |  |  b  after a
                |  |  |
                |  *  |  c  after a
                |  |  |
                |  |  *  d  after a
                |  |  |
                +--|--'
                *  |     e  after b, d
                   |
                   *     f  after c
                """);
    }

    @Test
    void keepsTheFormOfDvcForMermaid() {
        assertThat(DagForms.mermaid(graph("two<one", "one", "alone", "three<one,two")))
                .isEqualTo("""
                flowchart TD
                \tnode1["one"]
                \tnode2["three"]
                \tnode3["two"]
                \tnode1-->node2
                \tnode1-->node3
                \tnode3-->node2
                \tnode4["alone"]
                """);
    }

    @Test
    void writesDot() {
        assertThat(DagForms.dot(graph("one", "two<one"))).isEqualTo("""
                strict digraph {
                "one";
                "two";
                "one" -> "two";
                }
                """);
    }

    private static String draw(String... stages) {
        return String.join("\n", DagText.of(graph(stages)).lines()) + "\n";
    }

    private static Map<String, List<String>> graph(String... stages) {
        Map<String, List<String>> needs = new LinkedHashMap<>();
        for (String stage : stages) {
            String[] parts = stage.split("<", -1);
            needs.put(parts[0], parts.length == 1 ? List.of() : List.of(parts[1].split(",", -1)));
        }
        return needs;
    }
}
