package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @TempDir
    Path folder;

    @Test
    void walksUpFromTheWorkingDirectory() {
        TestHome home = TestHome.at(folder);

        assertThat(Home.find(Map.of(), home.folder())).isEqualTo(folder);
    }

    @Test
    void takesTheNamedFolderFirst() {
        TestHome.at(folder);

        assertThat(Home.find(Map.of("WAYBILL_HOME", folder.toString()), Path.of("/")))
                .isEqualTo(folder);
    }

    @Test
    void refusesANamedFolderThatIsNone() {
        assertThatThrownBy(() -> Home.find(Map.of("WAYBILL_HOME", folder.toString()), Path.of("/")))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot use " + folder + " as the project's home: it does not hold pipelines/ and conf/."
                        + " Correct WAYBILL_HOME (or -Dwaybill.home).");
    }

    @Test
    void refusesToGuess() {
        assertThatThrownBy(() -> Home.find(Map.of(), folder))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot find the project's home: neither " + folder
                        + " nor a folder above it holds pipelines/ and conf/."
                        + " Run there, or set WAYBILL_HOME (or -Dwaybill.home).");
    }
}
