package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.params.Default;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    /** A section as it is, and as a later Waybill would know it. */
    public record Shed(String paint, List<String> tools, Map<String, Integer> shelves) {}

    public record LargerShed(
            String paint,
            List<String> tools,
            Map<String, Integer> shelves,
            @Default("2") int doors,
            @Default("{}") Roof roof,
            Optional<String> owner) {}

    public record Roof(@Default("30") double pitch, Map<String, String> windows) {}

    public record Rule(@Sql String when, @Sql Map<String, String> then, String text) {}

    private static final Map<String, Integer> SHELVES = ordered("b", "a");

    private static Map<String, Integer> ordered(String... keys) {
        Map<String, Integer> mapping = new LinkedHashMap<>();
        for (String key : keys) {
            mapping.put(key, 1);
        }
        return mapping;
    }

    @Test
    void isTheDigestOfJsonWithSortedKeys() {
        Shed shed = new Shed("red", List.of("saw", "axe"), SHELVES);
        assertThat(Fingerprint.json(Map.of("shed", shed, "count", 2)))
                .isEqualTo(
                        "{\"count\":2,\"shed\":{\"paint\":\"red\",\"shelves\":{\"a\":1,\"b\":1},\"tools\":[\"saw\",\"axe\"]}}");
        // sha256sum of {"count":2}
        assertThat(Fingerprint.of(Map.of("count", 2)))
                .isEqualTo("57413ce83ee1d989e384dfd3a82c6e2d9052a23c4204706bd2d7df11aa4c2d7c");
        assertThat(print(shed)).isEqualTo(print(new Shed("red", List.of("saw", "axe"), ordered("a", "b"))));
        assertThat(print(shed)).isNotEqualTo(print(new Shed("red", List.of("axe", "saw"), SHELVES)));
    }

    @Test
    void aKeyThatIsAddedToASectionChangesNothingUntilItIsSet() {
        Roof flat = new Roof(30, Map.of());
        LargerShed asBefore = new LargerShed("red", List.of(), SHELVES, 2, flat, Optional.empty());
        assertThat(print(asBefore)).isEqualTo(print(new Shed("red", List.of(), SHELVES)));
        assertThat(print(new LargerShed("red", List.of(), SHELVES, 3, flat, Optional.empty())))
                .isNotEqualTo(print(asBefore));
        assertThat(print(new LargerShed("red", List.of(), SHELVES, 2, new Roof(31, Map.of()), Optional.empty())))
                .isNotEqualTo(print(asBefore));
        assertThat(print(new LargerShed("red", List.of(), SHELVES, 2, flat, Optional.of("me"))))
                .isNotEqualTo(print(asBefore));
    }

    @Test
    void spacesCountInTextsAndLiteralsButNotInSql() {
        Rule rule = new Rule("a  +b > 'x  y'", Map.of("c", "upper( d )"), "a b");
        assertThat(print(new Rule("a + b>'x  y'", Map.of("c", "upper(d) -- loud"), "a b")))
                .isEqualTo(print(rule));
        assertThat(print(new Rule("a + b > 'x y'", Map.of("c", "upper(d)"), "a b")))
                .isNotEqualTo(print(rule));
        assertThat(print(new Rule("a + b > 'x  y'", Map.of("c", "upper(e)"), "a b")))
                .isNotEqualTo(print(rule));
        assertThat(print(new Rule("a + b > 'x  y'", Map.of("c", "upper(d)"), "a  b")))
                .isNotEqualTo(print(rule));
    }

    private static String print(Record record) {
        return Fingerprint.of(Map.of("record", record));
    }
}
