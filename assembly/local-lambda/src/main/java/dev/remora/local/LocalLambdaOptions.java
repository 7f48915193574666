// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What to run, and how. Immutable; begin with {@link #of(FunctionCode)} and change what differs.
 */
public final class LocalLambdaOptions {

  private final Builder values;

  private LocalLambdaOptions(Builder values) {
    this.values = values;
  }

  /**
   * Options with Lambda's defaults: 512 MB, 3 s, no freeze, no layer, private mounts if they are
   * allowed.
   *
   * @param code what is run as the function
   * @return a builder
   */
  public static Builder of(FunctionCode code) {
    return new Builder(code);
  }

  /** What is run as the function. */
  public FunctionCode functionCode() {
    return values.functionCode;
  }

  /** The unzipped folder that becomes {@code /opt}. */
  public Optional<Path> layer() {
    return Optional.ofNullable(values.layer);
  }

  /** Folders with further extension executables, started beside those of the layer. */
  public List<Path> extensionDirectories() {
    return values.extensionDirectories;
  }

  /** The function's own environment variables; the extensions see them too, as in Lambda. */
  public Map<String, String> environment() {
    return values.environment;
  }

  /**
   * Configured memory in megabytes. Told to the processes, and decides their share of the CPU; not
   * enforced itself.
   */
  public int memoryMegabytes() {
    return values.memoryMegabytes;
  }

  /** From when on the processes have no more than the memory size's share of the CPU. */
  public CpuLimit cpuLimit() {
    return values.cpuLimit;
  }

  /** How the environment comes to be. */
  public InitializationType initializationType() {
    return values.initializationType;
  }

  /** Whether the environment is a Managed Instance. */
  public boolean managedInstance() {
    return values.initializationType == InitializationType.MANAGED_INSTANCES;
  }

  /** How long the first init may take. */
  public Duration initLimit() {
    return values.initLimit == null
        ? values.initializationType.initLimit(values.timeout)
        : values.initLimit;
  }

  /** Least time that the environment stands still between init and the first invocation. */
  public Duration idleBeforeFirst() {
    return values.idleBeforeFirst;
  }

  /** Invocations at a time; more than one only on Managed Instances. */
  public int concurrency() {
    return values.concurrency;
  }

  /** What is made to go wrong. */
  public List<Fault> faults() {
    return values.faults;
  }

  /** How long the environment stands still for {@link FaultKind#FREEZE}. */
  public Duration longFreeze() {
    return values.longFreeze;
  }

  /** The function's time-out, for the runtime and all extensions together. */
  public Duration timeout() {
    return values.timeout;
  }

  /** Least time the environment stands still between two events; zero: it is never stopped. */
  public Duration freeze() {
    return values.freeze;
  }

  /** Name of the function. */
  public String functionName() {
    return values.functionName;
  }

  /** Region, as in {@code AWS_REGION}. */
  public String region() {
    return values.region;
  }

  /** Value of {@code _HANDLER}, and of {@code handler} in the answer to {@code register}. */
  public String handler() {
    if (values.handler != null) {
      return values.handler;
    }
    return values.functionCode instanceof FunctionCode.JavaHandler java
        ? java.handler()
        : "function.handler";
  }

  /** Folder for {@code /tmp} and mount points; empty: a temporary one, deleted by close. */
  public Optional<Path> workDirectory() {
    return Optional.ofNullable(values.workDirectory);
  }

  /** Java installation that runs a {@link FunctionCode.JavaHandler}. */
  public Path javaHome() {
    return values.javaHome;
  }

  /**
   * Whether to try a private mount namespace with {@code /opt}, {@code /tmp}, {@code /var/task}.
   */
  public boolean privateMounts() {
    return values.privateMounts;
  }

  /** Whether there is a Telemetry API; if not, subscribing is answered as in AWS's emulator. */
  public boolean telemetry() {
    return values.telemetry;
  }

  /** Whether the function's log format is JSON instead of text; always so on Managed Instances. */
  public boolean jsonLogs() {
    return values.jsonLogs || managedInstance();
  }

  /** Who hears what happens. */
  public LocalLambdaListener listener() {
    return values.listener;
  }

  /** Collects options; not thread-safe. */
  public static final class Builder {

    /** "Lambda quotas" of AWS's documentation. */
    private static final int ENVIRONMENT_BYTES = 4_096;

    private FunctionCode functionCode;
    private Path layer;
    private List<Path> extensionDirectories = List.of();
    private Map<String, String> environment = Map.of();
    private int memoryMegabytes = 512;
    private CpuLimit cpuLimit = CpuLimit.AFTER_INIT;
    private InitializationType initializationType = InitializationType.ON_DEMAND;
    private Duration initLimit;
    private Duration idleBeforeFirst = Duration.ZERO;
    private int concurrency = 1;
    private List<Fault> faults = List.of();
    private Duration longFreeze = Duration.ofSeconds(5);
    private Duration timeout = Duration.ofSeconds(3);
    private Duration freeze = Duration.ZERO;
    private String functionName = "function";
    private String region = "eu-west-1";
    private String handler;
    private Path workDirectory;
    private Path javaHome = Path.of(System.getProperty("java.home"));
    private boolean privateMounts = true;
    private boolean telemetry = true;
    private boolean jsonLogs;
    private LocalLambdaListener listener = LocalLambdaListener.SILENT;

    private Builder(FunctionCode functionCode) {
      this.functionCode = Objects.requireNonNull(functionCode, "functionCode");
    }

    private Builder(Builder from) {
      functionCode = from.functionCode;
      layer = from.layer;
      extensionDirectories = from.extensionDirectories;
      environment = from.environment;
      memoryMegabytes = from.memoryMegabytes;
      cpuLimit = from.cpuLimit;
      initializationType = from.initializationType;
      initLimit = from.initLimit;
      idleBeforeFirst = from.idleBeforeFirst;
      concurrency = from.concurrency;
      faults = from.faults;
      longFreeze = from.longFreeze;
      timeout = from.timeout;
      freeze = from.freeze;
      functionName = from.functionName;
      region = from.region;
      handler = from.handler;
      workDirectory = from.workDirectory;
      javaHome = from.javaHome;
      privateMounts = from.privateMounts;
      telemetry = from.telemetry;
      jsonLogs = from.jsonLogs;
      listener = from.listener;
    }

    /** Sets the unzipped folder that becomes {@code /opt}. */
    public Builder layer(Path folder) {
      layer = folder.toAbsolutePath().normalize();
      return this;
    }

    /** Sets folders with further extension executables. */
    public Builder extensionDirectories(List<Path> folders) {
      extensionDirectories = folders.stream().map(p -> p.toAbsolutePath().normalize()).toList();
      return this;
    }

    /** Sets the function's own environment variables. */
    public Builder environment(Map<String, String> variables) {
      environment = Map.copyOf(variables);
      return this;
    }

    /** Sets the configured memory, 128 to 10240. */
    public Builder memoryMegabytes(int megabytes) {
      memoryMegabytes = megabytes;
      return this;
    }

    /** Sets from when on the CPU is limited. */
    public Builder cpuLimit(CpuLimit from) {
      cpuLimit = Objects.requireNonNull(from);
      return this;
    }

    /** Sets how the environment comes to be. */
    public Builder initializationType(InitializationType type) {
      initializationType = Objects.requireNonNull(type);
      return this;
    }

    /** Sets how long the first init may take, instead of Lambda's limit for the type. */
    public Builder initLimit(Duration limit) {
      initLimit = Objects.requireNonNull(limit);
      return this;
    }

    /** Sets the least time that the environment stands still between init and first invocation. */
    public Builder idleBeforeFirst(Duration pause) {
      idleBeforeFirst = Objects.requireNonNull(pause);
      return this;
    }

    /** Sets how many invocations a Managed Instance takes at a time. */
    public Builder concurrency(int invocations) {
      concurrency = invocations;
      return this;
    }

    /** Sets what is made to go wrong. */
    public Builder faults(List<Fault> planned) {
      faults = List.copyOf(planned);
      return this;
    }

    /** Sets how long the environment stands still for {@link FaultKind#FREEZE}. */
    public Builder longFreeze(Duration pause) {
      longFreeze = Objects.requireNonNull(pause);
      return this;
    }

    /** Sets the function's time-out, at least a millisecond. */
    public Builder timeout(Duration limit) {
      timeout = limit;
      return this;
    }

    /** Sets the least time the environment stands still between two events. */
    public Builder freeze(Duration pause) {
      freeze = pause;
      return this;
    }

    /** Sets the name of the function. */
    public Builder functionName(String name) {
      functionName = Objects.requireNonNull(name);
      return this;
    }

    /** Sets the region. */
    public Builder region(String name) {
      region = Objects.requireNonNull(name);
      return this;
    }

    /** Sets the value of {@code _HANDLER}. */
    public Builder handler(String name) {
      handler = name;
      return this;
    }

    /** Sets the folder for {@code /tmp} and mount points; it is kept by close. */
    public Builder workDirectory(Path folder) {
      workDirectory = folder.toAbsolutePath().normalize();
      return this;
    }

    /** Sets the Java installation that runs a Java handler. */
    public Builder javaHome(Path folder) {
      javaHome = folder.toAbsolutePath().normalize();
      return this;
    }

    /** Sets whether to try a private mount namespace. */
    public Builder privateMounts(boolean attempt) {
      privateMounts = attempt;
      return this;
    }

    /** Sets whether there is a Telemetry API. */
    public Builder telemetry(boolean offered) {
      telemetry = offered;
      return this;
    }

    /** Sets whether the function's log format is JSON. */
    public Builder jsonLogs(boolean json) {
      jsonLogs = json;
      return this;
    }

    /** Sets who hears what happens. */
    public Builder listener(LocalLambdaListener hearer) {
      listener = Objects.requireNonNull(hearer);
      return this;
    }

    /**
     * Finishes.
     *
     * @return the options
     * @throws IllegalArgumentException when a value is out of Lambda's range, naming it
     */
    public LocalLambdaOptions build() {
      require(
          memoryMegabytes >= 128 && memoryMegabytes <= 10_240,
          "memory is 128 to 10240 MB, not " + memoryMegabytes);
      require(
          timeout.toMillis() > 0 && timeout.toSeconds() <= 900,
          "timeout is above 0 and at most 900 s, not " + timeout);
      boolean managed = initializationType == InitializationType.MANAGED_INSTANCES;
      int bytes = 0;
      for (Map.Entry<String, String> variable : environment.entrySet()) {
        bytes += variable.getKey().getBytes(StandardCharsets.UTF_8).length;
        bytes += variable.getValue().getBytes(StandardCharsets.UTF_8).length;
      }
      require(
          bytes <= ENVIRONMENT_BYTES,
          "environment variables have at most 4096 bytes in all, not " + bytes);
      requireNotNegative("freeze", freeze);
      requireNotNegative("idle time before the first invocation", idleBeforeFirst);
      require(
          !managed
              || (freeze.isZero()
                  && idleBeforeFirst.isZero()
                  && faults.stream().noneMatch(fault -> fault.kind() == FaultKind.FREEZE)),
          "a Managed Instance is never frozen");
      require(
          concurrency == 1 || (managed && concurrency > 1),
          "concurrency is 1, or more on Managed Instances, not " + concurrency);
      require(
          initLimit == null || (!initLimit.isNegative() && !initLimit.isZero()),
          "init limit is above 0, not " + initLimit);
      return new LocalLambdaOptions(new Builder(this));
    }

    private static void requireNotNegative(String name, Duration value) {
      require(!value.isNegative(), name + " is not negative, but was " + value);
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new IllegalArgumentException(otherwise);
      }
    }
  }
}
