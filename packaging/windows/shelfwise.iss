; Inno Setup 6: iscc /DVersion=0.1.0 packaging\windows\shelfwise.iss makes dist\shelfwise-0.1.0-setup.exe
; from the bundle in dist\shelfwise. For one person without rights of an administrator, or for all.
; Not tried where it was written: there is no Windows.
#ifndef Version
  #error Name the version: iscc /DVersion=0.1.0
#endif

[Setup]
AppId={{6D0E4C6F-2A57-4E0B-9B65-5C1B1C2E7F31}
AppName=Shelfwise
AppVersion={#Version}
AppPublisher=The Shelfwise developers
DefaultDirName={autopf}\Shelfwise
DefaultGroupName=Shelfwise
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\assets\shelfwise.ico
UninstallDisplayIcon={app}\shelfwise-window.exe
OutputDir=..\..\dist
OutputBaseFilename=shelfwise-{#Version}-setup
Compression=lzma2
SolidCompression=yes
ChangesEnvironment=yes
CloseApplications=yes

[Tasks]
Name: path; Description: "Add &shelfwise to the command line (PATH)"; Flags: unchecked
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[Files]
Source: "..\..\dist\shelfwise\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Shelfwise"; Filename: "{app}\shelfwise-window.exe"
Name: "{autodesktop}\Shelfwise"; Filename: "{app}\shelfwise-window.exe"; Tasks: desktopicon

[Registry]
; "Open with", for pictures and folders.
Root: HKA; Subkey: "Software\Classes\Applications\shelfwise-window.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "Shelfwise"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\shelfwise-window.exe\shell\open\command"; ValueType: string; ValueData: """{app}\shelfwise-window.exe"" ""%1"""; Flags: uninsdeletekey
#define Ending(str Name) 'Root: HKA; Subkey: "Software\Classes\Applications\shelfwise-window.exe\SupportedTypes"; ValueType: string; ValueName: "' + Name + '"; ValueData: ""'
#emit Ending(".jpg")
#emit Ending(".jpeg")
#emit Ending(".png")
#emit Ending(".webp")
#emit Ending(".bmp")
#emit Ending(".tif")
#emit Ending(".tiff")
#emit Ending(".gif")
#emit Ending(".avif")
#emit Ending(".heic")
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NeedsPath

[Run]
Filename: "{app}\shelfwise-window.exe"; Description: "{cm:LaunchProgram,Shelfwise}"; Flags: nowait postinstall skipifsilent

[Code]
function NeedsPath(): Boolean;
var
  Known: string;
begin
  Result := (not RegQueryStringValue(HKCU, 'Environment', 'Path', Known))
    or (Pos(';' + Lowercase(ExpandConstant('{app}')) + ';', ';' + Lowercase(Known) + ';') = 0);
end;
