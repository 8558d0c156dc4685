package dev.waybill.common.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.List;

/**
 * A tree that takes rows apart at random until each is alone. Its nodes stand in the order in which one comes by them, the
 * left branch before the right one, so that the left child of a node is the next.
 */
public final class IsolationTree implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int LEAF = -1;
    /** As LinkedIn's library has it, and Java's float rounds it. */
    private static final double EULER = 0.5772157f;

    private final int[] inputs;
    private final double[] splits;
    private final int[] rights;
    private final long[] sizes;

    /**
     * @param inputs by node, the number of the input that it asks for; -1 for a leaf
     * @param splits what is below goes left
     * @param rights the number of the right child
     * @param sizes of leaves, how many rows of the sample ended there
     */
    @JsonCreator
    public IsolationTree(
            @JsonProperty("inputs") List<Integer> inputs,
            @JsonProperty("splits") List<Double> splits,
            @JsonProperty("rights") List<Integer> rights,
            @JsonProperty("sizes") List<Long> sizes) {
        this.inputs = inputs.stream().mapToInt(Integer::intValue).toArray();
        this.splits = splits.stream().mapToDouble(Double::doubleValue).toArray();
        this.rights = rights.stream().mapToInt(Integer::intValue).toArray();
        this.sizes = sizes.stream().mapToLong(Long::longValue).toArray();
    }

    @JsonProperty("inputs")
    int[] inputs() {
        return inputs.clone();
    }

    @JsonProperty("splits")
    double[] splits() {
        return splits.clone();
    }

    @JsonProperty("rights")
    int[] rights() {
        return rights.clone();
    }

    @JsonProperty("sizes")
    long[] sizes() {
        return sizes.clone();
    }

    /** How many splits it takes until a row is alone, those that were not made any more reckoned in. */
    double pathLength(float[] row) {
        int node = 0;
        int depth = 0;
        while (inputs[node] != LEAF) {
            node = row[inputs[node]] < splits[node] ? node + 1 : rights[node];
            depth++;
        }
        return depth + usualLength(sizes[node]);
    }

    /** The mean path length in a tree of so many rows (Liu et al. 2008, equation 1, the harmonic number approximated). */
    static double usualLength(long rows) {
        return rows <= 1 ? 0 : 2 * (Math.log(rows - 1.0) + EULER) - 2 * (rows - 1.0) / rows;
    }
}
