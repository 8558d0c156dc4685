package dev.waybill.pipelines.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.engine.TestHome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected names and commands are those that DVC 3.64 gives for the same files. */
class TemplateTest {

    private static final String PARAMS = """
            train:
              rate: 1e-3
              huge: 1e22
              layers: [{size: 64}, {size: 32}]
              shuffle: true
              nothing: null
              options: {rate: 0.1, shuffle: true, quiet: false, sizes: [1, two words], deep: {who: "it's"}}
            names: [a, 1, true, 0.5]
            cities: {us: {limit: 1}, uk: {limit: 2}}
            """;

    @TempDir
    Path folder;

    private TestHome home = new TestHome(Path.of(""));

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder).write("pipelines/parcels/params.yaml", PARAMS);
    }

    @Test
    void fillsValuesIntoTexts() {
        assertThat(commands(
                        "stages: {s: {cmd: 'x ${train.rate} ${train.huge} ${train.layers[1].size} ${ train.shuffle }"
                                + " ${train.nothing} \\${HOME}'}}"))
                .containsExactly("s: x 0.001 1e+22 32 true None ${HOME}");
    }

    @Test
    void makesOptionsOfAMappingInACommand() {
        assertThat(commands("stages: {s: {cmd: 'x ${train.options}'}}"))
                .containsExactly("s: x --rate 0.1 --shuffle --sizes 1 'two words' --deep.who 'it'\"'\"'s'");
    }

    @Test
    void fillsPathsFlagsAndKeys() {
        Stage stage = read("""
                stages:
                  s:
                    wdir: w-${train.layers[0].size}
                    cmd: x
                    deps: ['d-${train.rate}']
                    params: ['${names[0]}']
                    outs: ['o-${train.rate}': {cache: '${train.shuffle}'}]
                """).get(0);

        assertThat(stage.directory()).isEqualTo(home.folder().resolve("w-64"));
        assertThat(stage.deps().get(0).written()).isEqualTo("d-0.001");
        assertThat(stage.params().get(0).keys()).containsExactly("a");
        assertThat(stage.outs().get(0).written()).isEqualTo("o-0.001");
    }

    @Test
    void takesVarsFromFilesAndFromTheFileItself() {
        home.write("pipelines/parcels/more.json", "{\"speed\": 7}")
                .write("pipelines/parcels/part.yaml", "one: 1\ntwo: 2\n")
                .write("pipelines/parcels/sub/own.yaml", "own: x\n");

        assertThat(commands("""
                        vars: [more.json, 'part.yaml:two', {inline: {k: v}}, {train: {added: 5}}]
                        stages:
                          s: {cmd: '${speed} ${two} ${inline.k} ${train.added}'}
                          t: {cmd: '${own} ${here}', wdir: sub, vars: [own.yaml, {here: 9}]}
                        """)).containsExactly("s: 7 2 v 5", "t: x 9");
    }

    @Test
    void namesStagesOfAListByItsValues() {
        assertThat(commands("stages: {s: {foreach: '${names}', do: {cmd: 'x ${item}'}}}"))
                .containsExactly("s@a: x a", "s@1: x 1", "s@True: x true", "s@0.5: x 0.5");
        assertThat(commands("stages: {s: {foreach: [true, yes, null], do: {cmd: 'x ${item}'}}}"))
                .containsExactly("s@true: x true", "s@yes: x yes", "s@None: x None");
    }

    @Test
    void namesStagesOfACompositeListByPosition() {
        assertThat(commands("stages: {s: {foreach: '${train.layers}', do: {cmd: 'x ${item.size}'}}}"))
                .containsExactly("s@0: x 64", "s@1: x 32");
    }

    @Test
    void namesStagesOfAMappingByItsKeys() {
        assertThat(commands("stages: {s: {foreach: '${cities}', do: {cmd: 'x ${key} ${item.limit}'}}}"))
                .containsExactly("s@us: x us 1", "s@uk: x uk 2");
    }

    @Test
    void crossesAMatrix() {
        assertThat(commands("""
                        stages:
                          s:
                            matrix: {model: [a, b], grid: [{z: 1}, [2]]}
                            cmd: x ${item.model} ${key}
                        """))
                .containsExactly(
                        "s@a-grid0: x a a-grid0",
                        "s@a-grid1: x a a-grid1",
                        "s@b-grid0: x b b-grid0",
                        "s@b-grid1: x b b-grid1");
    }

    @Test
    void refusesAnUnknownValue() {
        refuses(
                "stages:\n  s:\n    cmd: x ${train.rat}\n",
                "dvc.unknown-variable",
                "Cannot read pipelines/parcels/dvc.yaml:3: there is no value for '${train.rat}'."
                        + " Did you mean '${train.rate}'?");
    }

    @Test
    void refusesABrokenExpression() {
        refuses(
                "stages:\n  s:\n    cmd: x ${train..rate}\n",
                "dvc.template",
                "Cannot read pipelines/parcels/dvc.yaml:3: '${train..rate}' is not a path of keys."
                        + " Write it like ${train.layers[0]}.");
    }

    @Test
    void refusesAListWhereAValueBelongs() {
        refuses(
                "stages:\n  s:\n    cmd: x ${names}\n",
                "dvc.template",
                "Cannot read pipelines/parcels/dvc.yaml:3: '${names}' is a list. Name one of its values.");
    }

    @Test
    void refusesToSayAValueTwice() {
        refuses(
                "vars:\n  - train: {rate: 2}\nstages: {}\n",
                "dvc.vars",
                "Cannot read pipelines/parcels/dvc.yaml:2: 'train.rate' from pipelines/parcels/dvc.yaml:2 is there"
                        + " already, from pipelines/parcels/params.yaml. Call it otherwise, or remove one.");
    }

    @Test
    void refusesADateThatDvcWouldStumbleOver() {
        home.write("pipelines/parcels/params.yaml", "from: 2020-03-01\n");

        refuses(
                "stages: {}\n",
                "dvc.vars",
                "Cannot read pipelines/parcels/dvc.yaml: 'from' in pipelines/parcels/params.yaml is a date, which DVC"
                        + " refuses where templates can name it. Put it in quotes.");
    }

    @Test
    void refusesALoopOverAText() {
        refuses(
                "stages:\n  s: {foreach: '${train.rate}', do: {cmd: x}}\n",
                "dvc.wrong-type",
                "Cannot read pipelines/parcels/dvc.yaml:2: 'stages.s.foreach' must be a list or a mapping."
                        + " Correct it there.");
    }

    private List<String> commands(String text) {
        return read(text).stream()
                .map(stage -> stage.name() + ": " + stage.cmd().text())
                .toList();
    }

    private List<Stage> read(String text) {
        return DvcFile.read(folder, home.dvc(text).folder()).stages();
    }

    private void refuses(String text, String code, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code))
                .hasMessage(message);
    }
}
