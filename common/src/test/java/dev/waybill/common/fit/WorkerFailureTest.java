package dev.waybill.common.fit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerFailureTest {

    @Test
    void isTheFirstLineOfWhatXgboostSaid() {
        assertThat(WorkerFailure.of(
                        "[10:22:11] /workspace/src/objective/adaptive.h:92: Check failed: quantiles.size() =="
                                + " n_leaf (3 vs. 4) : \nStack trace:\n  [bt] (0) /tmp/libxgboost4j.so"))
                .isEqualTo(new WorkerFailure("Check failed: quantiles.size() == n_leaf (3 vs. 4) :", false));
        assertThat(WorkerFailure.of("no place")).isEqualTo(new WorkerFailure("no place", false));
    }

    @Test
    void tellsALostConnectionFromAFailureOfItsOwn() {
        assertThat(WorkerFailure.of("[10:22:11] /workspace/src/collective/result.cc:78: \n- [tracker.cc:12|10:22:11]:"
                                + " Failed to connect to the tracker.")
                        .ofOthers())
                .isTrue();
    }
}
