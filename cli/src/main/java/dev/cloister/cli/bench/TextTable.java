package dev.cloister.cli.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines of cells in columns: the first ones aligned left, the others right; an overlong line has a last free text. */
public final class TextTable {
    private static final String GAP = "  ";

    private final int leftColumns;
    private final List<List<String>> lines = new ArrayList<>();
    private final Map<Integer, String> notes = new HashMap<>();

    /** Creates one with this head. */
    public TextTable(int leftColumns, String... head) {
        this.leftColumns = leftColumns;
        lines.add(List.of(head));
    }

    /** Adds a line; cells that are missing stay empty, one more than columns is written after the line. */
    public void add(List<String> cells) {
        lines.add(List.copyOf(cells));
    }

    /** Adds a line that has a free text instead of its right-hand columns. */
    public void addNote(List<String> left, String note) {
        lines.add(List.copyOf(left));
        notes.put(lines.size() - 1, note);
    }

    @Override
    public String toString() {
        int columns = lines.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < Math.min(columns, line.size()); i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String note = notes.containsKey(i) ? GAP + notes.get(i) : "";
            text.append(GAP)
                    .append((format(lines.get(i), widths) + note).stripTrailing())
                    .append('\n');
        }
        return text.toString();
    }

    private String format(List<String> line, int[] widths) {
        var text = new StringBuilder();
        for (int i = 0; i < line.size(); i++) {
            String cell = line.get(i);
            String blanks = i < widths.length ? " ".repeat(widths[i] - cell.length()) : "";
            text.append(i == 0 ? "" : GAP).append(i < leftColumns ? cell + blanks : blanks + cell);
        }
        return text.toString();
    }
}
