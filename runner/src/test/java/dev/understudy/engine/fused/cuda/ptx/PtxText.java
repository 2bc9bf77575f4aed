package dev.understudy.engine.fused.cuda.ptx;

import dev.understudy.engine.fused.cuda.ptx.Entry.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a module's text, one statement a line as NVIDIA's compiler writes it. An unknown statement is an error that names its line. */
final class PtxText {
    private static final Pattern ENTRY = Pattern.compile("(?:\\.visible )?\\.entry (\\w+)\\(\\)?");
    private static final Pattern PARAMETER = Pattern.compile("\\.param \\.(\\w+) (\\w+),?");
    private static final Pattern SHARED_WORD = Pattern.compile("\\.shared \\.align (\\d+) \\.[busf]32\\s+(\\w+);");
    private static final Pattern SHARED =
            Pattern.compile("(?:\\.extern )?\\.shared \\.align (\\d+) \\.b8\\s+(\\w+)\\[(\\d*)];");
    private static final Pattern LOCAL = Pattern.compile("\\.local \\.align (\\d+) \\.b8\\s+(\\w+)\\[(\\d+)];");
    private static final Pattern REGISTERS = Pattern.compile("\\.reg \\.(\\w+)\\s+(%\\w+)(?:<(\\d+)>)?;");
    private static final Pattern MAX_THREADS = Pattern.compile("\\.maxntid (\\d+)(?:, (\\d+), (\\d+))?");
    private static final Pattern STATEMENT = Pattern.compile("(?:@(!?)(%\\w+)\\s+)?([a-z][\\w.]*)(?:\\s+(.*))?;");
    private static final Pattern LABEL = Pattern.compile("(\\$?\\w+):");
    /** They have no effect on a kernel's computation. */
    private static final Pattern PASSED_OVER =
            Pattern.compile("|[({)]|\\.(version|target|address_size|pragma|minnctapersm|loc|file) .*");

    private final List<Variable> moduleShared = new ArrayList<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private String name; // of the entry that is being read; null between two
    private int maxThreads;
    private Map<String, String> parameters;
    private Map<String, Kind> registers;
    private List<Variable> variables;
    private List<Variable> local;
    private List<Statement> statements;
    private Map<String, Integer> labels;

    private PtxText() {}

    /** @throws IllegalArgumentException with the line that is not understood */
    static Map<String, Entry> entries(String ptx) {
        PtxText text = new PtxText();
        String[] lines = ptx.split("\n");
        for (int i = 0; i < lines.length; i++) {
            int comment = lines[i].indexOf("//");
            String line = (comment < 0 ? lines[i] : lines[i].substring(0, comment)).strip();
            if (!text.read(i + 1, line)) {
                throw new IllegalArgumentException("line " + (i + 1) + ": '" + line + "' is not understood");
            }
        }
        return text.entries;
    }

    private boolean read(int number, String line) {
        Matcher m;
        if ((m = ENTRY.matcher(line)).matches()) {
            begin(m.group(1));
        } else if ((m = SHARED.matcher(line)).matches()) {
            Variable variable = new Variable(
                    m.group(2), Integer.parseInt(m.group(1)), m.group(3).isEmpty() ? 0 : Integer.parseInt(m.group(3)));
            (name == null ? moduleShared : variables).add(variable);
        } else if ((m = SHARED_WORD.matcher(line)).matches()) {
            (name == null ? moduleShared : variables).add(new Variable(m.group(2), Integer.parseInt(m.group(1)), 4));
        } else if (PASSED_OVER.matcher(line).matches()) {
            return true;
        } else {
            return name != null && readInside(number, line);
        }
        return true;
    }

    private boolean readInside(int number, String line) {
        Matcher m;
        if ((m = STATEMENT.matcher(line)).matches()) {
            List<String> operands = m.group(4) == null ? List.of() : operands(m.group(4));
            statements.add(new Statement(number, m.group(3), operands, m.group(2), "!".equals(m.group(1))));
        } else if ((m = LABEL.matcher(line)).matches()) {
            labels.put(m.group(1), statements.size());
        } else if ((m = PARAMETER.matcher(line)).matches()) {
            parameters.put(m.group(2), m.group(1));
        } else if ((m = REGISTERS.matcher(line)).matches()) {
            Kind kind = Kind.of(m.group(1));
            if (m.group(3) == null) {
                registers.put(m.group(2), kind);
            }
            for (int i = 0; m.group(3) != null && i < Integer.parseInt(m.group(3)); i++) {
                registers.put(m.group(2) + i, kind);
            }
        } else if ((m = LOCAL.matcher(line)).matches()) {
            local.add(new Variable(m.group(2), Integer.parseInt(m.group(1)), Integer.parseInt(m.group(3))));
        } else if ((m = MAX_THREADS.matcher(line)).matches()) {
            maxThreads = Integer.parseInt(m.group(1))
                    * (m.group(2) == null ? 1 : Integer.parseInt(m.group(2)) * Integer.parseInt(m.group(3)));
        } else if (line.equals("}")) {
            end();
        } else {
            return false;
        }
        return true;
    }

    private void begin(String entry) {
        name = entry;
        maxThreads = 0;
        parameters = new LinkedHashMap<>();
        registers = new LinkedHashMap<>();
        variables = new ArrayList<>();
        local = new ArrayList<>();
        statements = new ArrayList<>();
        labels = new LinkedHashMap<>();
    }

    /** Of the module's variables a kernel has those that it names. */
    private void end() {
        for (Variable variable : moduleShared) {
            Pattern named = Pattern.compile("\\b" + Pattern.quote(variable.name()) + "\\b");
            if (statements.stream()
                    .flatMap(s -> s.operands().stream())
                    .anyMatch(operand -> named.matcher(operand).find())) {
                variables.add(variable);
            }
        }
        entries.put(name, new Entry(name, parameters, registers, variables, local, maxThreads, statements, labels));
        name = null;
    }

    /** Parted at the commas that are in no braces. */
    private static List<String> operands(String text) {
        List<String> operands = new ArrayList<>();
        Matcher m = Pattern.compile("\\{[^}]*}|\\[[^]]*]|[^,\\s]+").matcher(text);
        while (m.find()) {
            operands.add(m.group());
        }
        return operands;
    }
}
