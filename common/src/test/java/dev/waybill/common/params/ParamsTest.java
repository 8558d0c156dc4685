package dev.waybill.common.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.History;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files and overrides to records, and every sentence that a mistake in them earns. */
class ParamsTest {

    enum Colour {
        red,
        blue
    }

    record Paint(
            Colour colour,
            @Default("2") int coats,
            @Default("1.5") double litres,
            Optional<String> note,
            Map<String, Double> mix,
            List<String> walls,
            @Key("dry_time") @Default("1d") History.Days dryTime) {

        Paint {
            if (coats > 9) {
                throw new IllegalArgumentException("has %d coats, but 9 are the most".formatted(coats));
            }
        }
    }

    record Sections(Paint paint) {}

    record Judged(Paint paint) {
        Judged {
            if (paint.colour() == Colour.red) {
                throw new IllegalArgumentException("paint.colour is red, which nobody likes");
            }
        }
    }

    record Other(Optional<String> title) {}

    @TempDir
    private Path home;

    @BeforeEach
    void emptyEnvironment() throws IOException {
        file("conf/dev.yaml", "");
    }

    @Test
    void overridesBeatTheEnvironmentWhichBeatsThePipeline() throws IOException {
        params("paint: {colour: red, coats: 1, litres: 1, note: file, walls: [north, south]}");
        file("conf/dev.yaml", "paint: {coats: 3, litres: 3, walls: [east]}");
        Paint paint = bind("paint.litres=4.5", "paint.litres=5", "paint.note='set: yes'");
        assertThat(paint)
                .isEqualTo(new Paint(
                        Colour.red, 3, 5, Optional.of("set: yes"), Map.of(), List.of("east"), new History.Days(1)));
    }

    @Test
    void overridesReachIntoMappingsAndReplaceListsWhole() throws IOException {
        params("paint: {colour: red, mix: {lime: 0.5}, walls: [north]}");
        Paint paint = bind("paint.mix.chalk=0.25", "paint.walls=[east, west]");
        assertThat(paint.mix()).containsExactly(Map.entry("lime", 0.5), Map.entry("chalk", 0.25));
        assertThat(paint.walls()).containsExactly("east", "west");
    }

    @Test
    void anOverrideWithoutAValueBringsBackTheDefault() throws IOException {
        params("paint: {colour: red, coats: 5}");
        assertThat(bind("paint.coats=").coats()).isEqualTo(2);
    }

    @Test
    void keepsWhatTheEnvironmentSaysWhenItIsReadAgain() throws IOException {
        params("paint: {colour: red}");
        file("conf/dev.yaml", "paint: {mix: {lime: 1}}");
        bind("paint.mix.chalk=2");
        assertThat(bind().mix()).containsOnlyKeys("lime");
    }

    @Test
    void fillsInDefaultsAndEmptyCollections() throws IOException {
        params("paint: {colour: blue}");
        assertThat(bind())
                .isEqualTo(new Paint(Colour.blue, 2, 1.5, Optional.empty(), Map.of(), List.of(), new History.Days(1)));
    }

    @Test
    void takesWholeNumbersForNumbersAndAnyScalarForText() throws IOException {
        params("paint: {colour: blue, litres: 3, note: 7, walls: [1, true, x]}");
        Paint paint = bind();
        assertThat(paint.litres()).isEqualTo(3.0);
        assertThat(paint.note()).hasValue("7");
        assertThat(paint.walls()).containsExactly("1", "true", "x");
    }

    @Test
    void namesFileLineAndNearestKeyOfAnUnknownKey() throws IOException {
        params("""
                paint:
                  colour: red
                  cotas: 2
                """);
        refused(
                this::bind,
                "params.unknown-key",
                "Invalid params: pipelines/shed/params.yaml:3: 'paint.cotas' is not"
                        + " a known key. Did you mean 'coats'? Correct it there.");
    }

    @Test
    void namesAllKeysWhereNoneIsNear() throws IOException {
        params("paint: {colour: red, thermometer: 2}");
        refused(
                this::bind,
                "params.unknown-key",
                "Invalid params: pipelines/shed/params.yaml:1: 'paint.thermometer' is"
                        + " not a known key. Known here: coats, colour, dry_time, litres, mix, note, walls. Correct it there.");
    }

    @Test
    void namesTheEnvironmentsFileWhereTheKeyStandsThere() throws IOException {
        params("paint: {colour: red, coats: 2}");
        file("conf/dev.yaml", "# first\npaint:\n  coats: many\n");
        refused(
                this::bind,
                "params.wrong-type",
                "Invalid params: conf/dev.yaml:3: 'paint.coats' must be a whole"
                        + " number, but is 'many'. Correct it there.");
    }

    @Test
    void namesTheOverrideWhereTheValueComesFromThere() throws IOException {
        params("paint: {colour: red, coats: 2}");
        refused(
                () -> bind("paint.coats=many"),
                "params.wrong-type",
                "Invalid params: --set paint.coats=many:"
                        + " 'paint.coats' must be a whole number, but is 'many'. Correct it there.");
    }

    @Test
    void showsSeveralProblemsAtOnce() throws IOException {
        params("""
                paint:
                  coats: 2.5
                  litres: none
                  mix: {lime: much, chalk: 1, sand: }
                  walls: north
                  dry_time: 7
                """);
        refused(this::bind, "params.missing-key", """
                Invalid params, 7 problems:
                  pipelines/shed/params.yaml:1: 'paint.colour' is missing; it must be one of red, blue
                  pipelines/shed/params.yaml:2: 'paint.coats' must be a whole number, but is '2.5'
                  pipelines/shed/params.yaml:3: 'paint.litres' must be a number, but is 'none'
                  pipelines/shed/params.yaml:4: 'paint.mix.lime' must be a number, but is 'much'
                  pipelines/shed/params.yaml:4: 'paint.mix.sand' is empty; it must be a number
                  pipelines/shed/params.yaml:5: 'paint.walls' must be a list
                  pipelines/shed/params.yaml:6: 'paint.dry_time' must be a text, but is '7'
                 Correct them there.""");
    }

    @Test
    void takesNoNumberForAChoiceAndNoTextForANumber() throws IOException {
        params("paint:\n  colour: 0\n  coats: ''\n  litres: '1'\n");
        refused(this::bind, "params.wrong-type", """
                Invalid params, 3 problems:
                  pipelines/shed/params.yaml:2: 'paint.colour' must be one of red, blue, but is '0'
                  pipelines/shed/params.yaml:3: 'paint.coats' must be a whole number, but is ''
                  pipelines/shed/params.yaml:4: 'paint.litres' must be a number, but is '1'
                 Correct them there.""");
    }

    @Test
    void takesNoMappingForATextAndNoTextForAMapping() throws IOException {
        params("paint:\n  colour: red\n  note: {a: b}\n  mix: lime\n");
        refused(this::bind, "params.wrong-type", """
                Invalid params, 2 problems:
                  pipelines/shed/params.yaml:3: 'paint.note' must be a text, but is a mapping
                  pipelines/shed/params.yaml:4: 'paint.mix' must be a mapping
                 Correct them there.""");
    }

    @Test
    void namesAMissingSection() throws IOException {
        params("title: x");
        refused(
                this::bind,
                "params.missing-key",
                "Invalid params: pipelines/shed/params.yaml: 'paint' is missing; it"
                        + " must be a mapping of colour, coats, litres, note, mix, walls, dry_time. Correct it there.");
    }

    @Test
    void showsWhatARecordItselfRefuses() throws IOException {
        params("paint: {colour: red, coats: 12}");
        refused(
                this::bind,
                "params.invalid-value",
                "Invalid params: pipelines/shed/params.yaml:1: 'paint' has 12"
                        + " coats, but 9 are the most. Correct it there.");
    }

    @Test
    void showsWhatATextOfOneValueRefuses() throws IOException {
        params("paint:\n  colour: red\n  dry_time: 7 days\n");
        refused(
                this::bind,
                "params.wrong-type",
                "Invalid params: pipelines/shed/params.yaml:3: 'paint.dry_time' is"
                        + " not a number of days like 7d: 7 days. Correct it there.");
    }

    @Test
    void findsTheLineOfWhatSeveralSectionsTogetherRefuse() throws IOException {
        params("paint:\n  colour: red\n");
        refused(
                () -> load().bind(Judged.class),
                "params.invalid-value",
                "Invalid params: pipelines/shed/params.yaml:2: 'paint.colour' is red, which nobody likes. Correct it"
                        + " there.");
    }

    @Test
    void checksAllSectionsAndRefusesThoseThatNobodyReads() throws IOException {
        params("paint: {colour: green}\ntitel: x\n");
        refused(() -> load().check(List.of(Sections.class, Judged.class, Other.class)), "params.wrong-type", """
                Invalid params, 2 problems:
                  pipelines/shed/params.yaml:1: 'paint.colour' must be one of red, blue, but is 'green'
                  pipelines/shed/params.yaml:2: 'titel' is not a known key. Did you mean 'title'?
                 Correct them there.""");
    }

    @Test
    void suggestsThePipelineThatWasMeant() throws IOException {
        params("{}");
        refused(
                () -> Params.load(home, "shead", "dev", List.of()),
                "pipeline.unknown",
                "Cannot find pipeline 'shead': no pipelines/shead/params.yaml. Did you mean 'shed'?");
        assertThat(Params.names(home)).containsExactly("shed");
    }

    @Test
    void saysSoWhereThereIsNoPipelineAtAll() {
        refused(
                () -> Params.load(home, "shed", "dev", List.of()),
                "pipeline.unknown",
                "Cannot find pipeline 'shed': no pipelines/shed/params.yaml. None is known here.");
    }

    @Test
    void refusesAnEnvironmentThatIsNotThere() throws IOException {
        params("{}");
        refused(
                () -> Params.load(home, "shed", "moon", List.of()),
                "yaml.missing",
                "Cannot read conf/moon.yaml: no such file. Create it, or correct the name.");
    }

    @Test
    void refusesOverridesThatAreNotKeyAndValue() throws IOException {
        params("{}");
        refused(
                () -> load("paint.coats"),
                "params.bad-override",
                "Cannot read --set paint.coats: it is not key=value. Write it like --set model.max_depth=8.");
        refused(
                () -> load("paint.note='open"),
                "params.bad-override",
                "Cannot read --set paint.note='open: the value is not YAML. Quote it.");
    }

    @Test
    void refusesYamlThatSaysAKeyTwice() throws IOException {
        params("paint:\n  coats: 1\n  coats: 2\n");
        refused(
                this::load,
                "yaml.syntax",
                "Cannot read pipelines/shed/params.yaml:3:3: 'coats' is there twice. Correct the YAML there.");
    }

    @Test
    void refusesNumbersWithoutAnEnd() throws IOException {
        params("paint:\n  coats: .inf\n");
        refused(
                this::load,
                "yaml.syntax",
                "Cannot read pipelines/shed/params.yaml:2:10: '.inf' is not a finite number. Correct the YAML there.");
    }

    @Test
    void namesTheLineOfASyntaxError() throws IOException {
        params("paint:\n  coats: 1\n walls: [\n");
        assertThatThrownBy(this::load)
                .isInstanceOf(Refusal.class)
                .hasMessageMatching("Cannot read pipelines/shed/params\\.yaml:3:\\d+: .*")
                .hasMessageEndingWith(" Correct the YAML there.")
                .message()
                .hasLineCount(1);
    }

    @Test
    void refusesSeveralDocumentsInOneFile() throws IOException {
        params("paint: {}\n---\npaint: {}\n");
        refused(
                this::load,
                "yaml.syntax",
                "Cannot read pipelines/shed/params.yaml:2:1: but found another document. Correct the YAML there.");
    }

    @Test
    void takesAliasesAndWordsAsDvcDoes() throws IOException {
        params("one: &same 1\ntwo: *same\nday: 2020-03-01\nyes: on\nmode: 0o17\n'0': 010\n");
        assertThat(load().text())
                .isEqualTo("{\"one\":1,\"two\":1,\"day\":\"2020-03-01\",\"yes\":\"on\",\"mode\":15,\"0\":10}");
        assertThat(load().place("two")).isEqualTo("pipelines/shed/params.yaml:2");
    }

    @Test
    void refusesAnAliasOfNothing() throws IOException {
        params("one: &same 1\ntwo: *other\n");
        refused(
                this::load,
                "yaml.syntax",
                "Cannot read pipelines/shed/params.yaml:2:6: found undefined alias other. Correct the YAML there.");
    }

    @Test
    void refusesAListAndAWordAsAFile() throws IOException {
        String message = "Cannot read pipelines/shed/params.yaml: it is not a mapping. Write 'key: value' lines.";
        params("- a\n");
        refused(this::load, "yaml.not-a-mapping", message);
        params("word\n");
        refused(this::load, "yaml.not-a-mapping", message);
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        Path file = file("pipelines/shed/params.yaml", "");
        Files.write(file, "paint: {note: müde}".getBytes(StandardCharsets.ISO_8859_1));
        refused(
                this::load,
                "yaml.syntax",
                "Cannot read pipelines/shed/params.yaml: it is not text in UTF-8. Save it as UTF-8.");
    }

    private Paint bind(String... overrides) {
        return load(overrides).bind(Sections.class).paint();
    }

    private Params load(String... overrides) {
        return Params.load(home, "shed", "dev", List.of(overrides));
    }

    private void params(String yaml) throws IOException {
        file("pipelines/shed/params.yaml", yaml);
    }

    private Path file(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void refused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                })
                .hasMessage(message);
    }
}
