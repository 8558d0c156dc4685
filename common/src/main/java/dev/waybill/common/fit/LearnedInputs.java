package dev.waybill.common.fit;

import dev.waybill.common.model.Input;
import java.util.Collections;
import java.util.List;

/**
 * The inputs of a model as different rows see them.
 *
 * @param scoring as rows see them that training did not: these go with the model
 * @param training by fold of the training rows, as the rows of that fold see them
 */
public record LearnedInputs(List<Input> scoring, List<List<Input>> training) {

    /** Inputs that all rows see alike. */
    public static LearnedInputs alike(List<Input> inputs) {
        return new LearnedInputs(inputs, Collections.nCopies(CategorySums.FOLDS, inputs));
    }
}
