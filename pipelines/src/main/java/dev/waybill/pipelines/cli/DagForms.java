package dev.waybill.pipelines.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A graph of stages for programs that draw, in the very form of {@code dvc dag}. */
final class DagForms {

    private DagForms() {}

    /**
     * For Mermaid: stages that hang together follow one another by name, then their edges.
     *
     * @param needs by stage, in the order of dvc.yaml, the stages whose outputs it reads
     */
    static String mermaid(Map<String, List<String>> needs) {
        StringBuilder text = new StringBuilder("flowchart TD\n");
        Map<String, Integer> numbers = new HashMap<>();
        for (List<String> group : groups(needs)) {
            List<String> sorted = group.stream().sorted().toList();
            for (String stage : sorted) {
                numbers.put(stage, numbers.size() + 1);
                text.append("\tnode%d[\"%s\"]\n".formatted(numbers.get(stage), stage));
            }
            for (String from : sorted) {
                for (String to : sorted) {
                    if (needs.getOrDefault(to, List.of()).contains(from)) {
                        text.append("\tnode%d-->node%d\n".formatted(numbers.get(from), numbers.get(to)));
                    }
                }
            }
        }
        return text.toString();
    }

    /** For Graphviz. */
    static String dot(Map<String, List<String>> needs) {
        StringBuilder text = new StringBuilder("strict digraph {\n");
        needs.keySet().forEach(stage -> text.append("\"%s\";\n".formatted(stage)));
        needs.forEach((to, from) -> from.forEach(stage -> text.append("\"%s\" -> \"%s\";\n".formatted(stage, to))));
        return text.append("}\n").toString();
    }

    /** Stages that hang together, whichever way the edges go. */
    private static List<List<String>> groups(Map<String, List<String>> needs) {
        Map<String, TreeSet<String>> neighbours = new LinkedHashMap<>();
        needs.keySet().forEach(stage -> neighbours.put(stage, new TreeSet<>()));
        needs.forEach((to, from) -> from.forEach(stage -> {
            neighbours.computeIfAbsent(stage, name -> new TreeSet<>()).add(to);
            neighbours.computeIfAbsent(to, name -> new TreeSet<>()).add(stage);
        }));
        List<List<String>> groups = new ArrayList<>();
        while (!neighbours.isEmpty()) {
            List<String> group =
                    new ArrayList<>(List.of(neighbours.keySet().iterator().next()));
            for (int i = 0; i < group.size(); i++) {
                TreeSet<String> next = neighbours.remove(group.get(i));
                if (next != null) {
                    group.addAll(next);
                }
            }
            groups.add(group.stream().distinct().toList());
        }
        return groups;
    }
}
