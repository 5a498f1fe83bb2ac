namespace KfTenants.Planning;
/// <summary>x</summary>
public static class ApplyOrder { }
